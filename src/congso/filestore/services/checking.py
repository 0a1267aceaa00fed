# SPDX-License-Identifier: AGPL-3.0-or-later
"""The check of an upload: what it is, whether it carries a virus, whether page one bears a mark."""

from __future__ import annotations

import datetime as dt
import statistics
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from congso.audit.services import record
from congso.common import clock
from congso.common.actor import Actor
from congso.common.jobs import enqueue
from congso.filestore import kinds, ocr, places, sandbox, staging_folder
from congso.filestore.clamd import ScannerAway, ScanState
from congso.filestore.enums import UNSETTLED, ScanResult, StagedState
from congso.filestore.events import FileRefused, SecretMarkSuspected
from congso.filestore.kinds import BY_MEDIA_TYPE, Reason, Unacceptable
from congso.filestore.layout import lines_apart
from congso.filestore.models import Staged
from congso.filestore.names import with_extension
from congso.filestore.policies import STAGED
from congso.filestore.secret_marks import find_secret_mark

_NO_EVENT = {StagedState.CLEAN, StagedState.TO_CONFIRM, StagedState.ERROR, *UNSETTLED}
ASK_AGAIN = dt.timedelta(seconds=30)
FEW_LETTERS = 10
SURE = 80  # of 100; clean scans have 93, the noisy one whose stamp was missed had 68
_STATE_OF_REASON = {
    Reason.ENCRYPTED: StagedState.ENCRYPTED,
    Reason.BOMB: StagedState.LIMIT,
    Reason.TOO_LARGE: StagedState.LIMIT,
    Reason.TOO_MANY_PAGES: StagedState.LIMIT,
    Reason.TOO_MANY_PIXELS: StagedState.LIMIT,
    Reason.TOO_HARD: StagedState.LIMIT,
}
_STATE_OF_SCAN = {
    ScanState.INFECTED: StagedState.INFECTED,
    ScanState.LIMIT: StagedState.LIMIT,
    ScanState.ENCRYPTED: StagedState.ENCRYPTED,
    ScanState.ERROR: StagedState.ERROR,
}


@dataclass
class _Outcome:
    """What the check ends in; fields of the row, and findings that lie beside the file."""

    state: StagedState
    fields: dict[str, Any] = field(default_factory=dict)
    findings: dict[str, Any] = field(default_factory=dict)


def check_staged(actor: Actor, staged_id: int) -> None:
    """Check an upload and settle its state. Safe to repeat; nothing happens when it has gone.

    Where the scanner is away the file waits and `drain_waiting` comes back to it.
    """
    begun = _begin(actor, staged_id)
    if begun is None:
        return
    try:
        outcome = _examine(begun)
    except ScannerAway:
        outcome = _Outcome(StagedState.WAITING)
    except Unacceptable as refused:
        state = _STATE_OF_REASON.get(refused.reason, StagedState.REFUSED)
        outcome = _Outcome(state, {"reason": str(refused.reason)})
    except FileNotFoundError:
        return  # discarded while it was checked
    _settle(actor, begun, outcome)


def drain_waiting(actor: Actor) -> None:
    """Check what waits for the scanner, oldest first; come back later while it is away.

    What the scanner could not check, for whatever reason of its own, is tried again too.
    """
    states = (StagedState.WAITING, StagedState.ERROR)
    waiting = Staged.objects.filter(state__in=states).order_by("created_at", "pk")
    ids = list(waiting.values_list("pk", flat=True))
    scanner = places.scanner()
    if ids and scanner is not None and not scanner.ping():
        _come_back()
        return
    for staged_id in ids:
        check_staged(actor, staged_id)


def _begin(actor: Actor, staged_id: int) -> Staged | None:
    with transaction.atomic():
        rows = STAGED.filter(Staged.objects.select_for_update(), actor, "check")
        staged = rows.filter(pk=staged_id).first()
        if staged is not None:
            staged.state = StagedState.CHECKING
            staged.save(update_fields=["state"])
        return staged


def _examine(staged: Staged) -> _Outcome:
    path = staging_folder.path_of(staged.uuid)
    try:
        facts = sandbox.run("inspect", path, name=staged.name).facts
    except sandbox.Stopped as error:
        raise Unacceptable(Reason.TOO_HARD, str(error)) from error
    scanned = _scan(staged)
    if scanned is not None and scanned.state is not StagedState.CLEAN:
        return scanned
    page = _PageOne.read(staged, facts)
    kind = BY_MEDIA_TYPE[facts["media_type"]]
    fields = {
        "media_type": kind.media_type,
        "flags": facts["flags"],
        "name": with_extension(staged.name, kind.extension, kind.extensions),
        "secret_mark": page.mark,
        "ocr_available": ocr.ocr_available(),
    }
    findings = {
        "pages": facts["pages"],
        "page_one": page.text,
        "words": page.words,
        "scan_state": ScanResult.CLEAN if scanned else ScanResult.OFF,
        "scanned_at": clock.now().isoformat() if scanned else None,
    }
    return _Outcome(page.state, fields, findings)


def _scan(staged: Staged) -> _Outcome | None:
    """What the scanner says; None where the site has none. Raises ScannerAway."""
    scanner = places.scanner()
    if scanner is None:
        return None
    with staging_folder.path_of(staged.uuid).open("rb") as stream:
        verdict = scanner.scan(stream)
    if verdict.state is ScanState.CLEAN:
        return _Outcome(StagedState.CLEAN)
    return _Outcome(_STATE_OF_SCAN[verdict.state], {"signature": verdict.words[:200]})


@dataclass
class _PageOne:
    """What page one says, and what follows from it."""

    state: StagedState
    text: str = ""
    mark: str = ""
    words: list[Any] | None = None

    @classmethod
    def read(cls, staged: Staged, facts: dict[str, Any]) -> _PageOne:
        """Look for a mark in the text layer, and in the picture where the page is one."""
        layer = facts["page_one"] or ""
        found = find_secret_mark(layer) or find_secret_mark(lines_apart(facts["words"]))
        drawable = _is_drawable(facts["media_type"])
        has_text = _has_letters(layer, FEW_LETTERS if drawable else 1)
        read = None
        if found is None and drawable and (facts["scanned"] or not has_text):
            read = _read_picture(staged, facts["media_type"])
            if read is not None:
                found = find_secret_mark(read.text) or find_secret_mark(lines_apart(read.words))
        if found is not None:
            return cls(StagedState.SECRET_SUSPECTED, mark=str(found.mark))
        if has_text:
            state = StagedState.TO_CONFIRM if facts["scanned"] and not read else StagedState.CLEAN
            return cls(state, layer)
        if read is None or not _has_letters(read.text):
            return cls(StagedState.TO_CONFIRM)
        state = StagedState.CLEAN if _is_legible(read) else StagedState.TO_CONFIRM
        return cls(state, read.text, words=read.words)


def _is_drawable(media_type: str) -> bool:
    return media_type in kinds.IMAGES or media_type == kinds.PDF.media_type


def _has_letters(text: str, few: int = FEW_LETTERS) -> bool:
    return sum(letter.isalnum() for letter in text) >= few


def _is_legible(read: ocr.Page) -> bool:
    """Whether the program was sure of what it read; on a bad scan it also misses a stamp."""
    return bool(statistics.median(word[5] for word in read.words) >= SURE)


def _read_picture(staged: Staged, media_type: str) -> ocr.Page | None:
    """Page one by OCR; None where it cannot be read here."""
    if not ocr.ocr_available():
        return None
    path = staging_folder.path_of(staged.uuid)
    try:
        drawn = sandbox.run(
            "picture", path, media_type=media_type, page=1, width=None, form="png", grey=True
        )
        return ocr.read_page(drawn.payload, ocr.prepare(places.ocr_models()))
    except (ocr.OcrFailed, sandbox.Stopped):
        return None


@transaction.atomic
def _settle(actor: Actor, begun: Staged, outcome: _Outcome) -> None:
    staged = Staged.objects.select_for_update().filter(pk=begun.pk).first()
    if staged is None or staged.state != StagedState.CHECKING:
        return  # discarded meanwhile, or settled by another run
    if outcome.findings and outcome.state is not StagedState.SECRET_SUSPECTED:
        staging_folder.write_findings(staged.uuid, outcome.findings)
    for name, value in outcome.fields.items():
        setattr(staged, name, value)
    staged.state = outcome.state
    staged.checked_at = clock.now()
    staged.save()
    _tell(actor, staged)


def _tell(actor: Actor, staged: Staged) -> None:
    if staged.state == StagedState.WAITING:
        _come_back()
    elif staged.state == StagedState.SECRET_SUSPECTED:
        record(actor, SecretMarkSuspected(staged.pk))
    elif staged.state not in _NO_EVENT:
        record(actor, FileRefused(staged.pk, staged.state, staged.reason or "scan"))


def _come_back() -> None:
    enqueue("filestore.drain", once="filestore.drain", after=clock.now() + ASK_AGAIN)
