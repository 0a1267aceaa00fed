# SPDX-License-Identifier: AGPL-3.0-or-later
"""Gỡ khẩn cấp: a secret paper that slipped in loses its files, by two people (PRACTICE 2.13).

Bytes, text, pictures and the words in the index go; number, line and fact stay. The same content
goes everywhere it lies: it is secret in every paper.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from congso.accounts.models import Person
from congso.audit import services as audit
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.documents.events import (
    SecretRemovalAsked,
    SecretRemovalDone,
    SecretRemovalWithdrawn,
)
from congso.documents.incoming import InvalidPaper
from congso.documents.models import Document, DocumentFile
from congso.documents.reasons import reason_of
from congso.documents.services.locking import locked_for
from congso.filestore import services as filestore
from congso.filestore.queries import asked_removals, blobs_by_hash

if TYPE_CHECKING:
    from congso.filestore.models import Removal


@transaction.atomic
def ask_secret_removal(
    actor: Actor, *, document_id: int, reason: str, file_ids: Collection[int] | None = None
) -> Document:
    """The first person: these files of the paper (all of them) are secret, take them away.

    Nothing is erased yet. Raises InvalidPaper without a reason, without files or when it was
    asked before; Denied.
    """
    document = locked_for(actor, "ask_secret_removal", document_id)
    reason = reason_of(reason)
    named = removable(document)
    if file_ids is not None:
        named = [file for file in named if file.pk in file_ids]
    if not named:
        raise InvalidPaper({"removed": _("None of these files is in the system.")})
    wanted = {file.sha256 for file in named}
    fresh = wanted - {removal.blob.sha256 for removal in asked_removals(sorted(wanted))}
    if not fresh:
        raise InvalidPaper({"reason": _("The removal was asked for already; it is not confirmed.")})
    for sha256 in sorted(fresh):
        filestore.request_removal(actor, sha256=sha256, reason=reason)
    audit.record(actor, SecretRemovalAsked(document.pk))
    return document


@transaction.atomic
def withdraw_secret_removal(actor: Actor, *, document_id: int) -> Document:
    """Who asked takes the request back; every file stays. Raises InvalidPaper, Denied."""
    document = locked_for(actor, "withdraw_secret_removal", document_id)
    mine = [r for r in _asked(document) if r.requested_by_id == actor.person_id]
    if not mine:
        raise InvalidPaper({"confirmed": NOTHING_ASKED})
    for removal in mine:
        filestore.withdraw_removal(actor, removal.pk)
    audit.record(actor, SecretRemovalWithdrawn(document.pk))
    return document


@transaction.atomic
def confirm_secret_removal(
    actor: Actor, *, document_id: int, is_confirmed: bool, file_ids: Collection[int] | None = None
) -> Document:
    """The second person: these of the files asked for are erased for good, with text and index.

    Without `file_ids` all that were asked for. Raises InvalidPaper when nothing was asked, when
    it is the person who asked or without the confirmation; Denied. Then nothing is erased.
    """
    document = locked_for(actor, "confirm_secret_removal", document_id)
    asked = _asked(document)
    if file_ids is not None:
        chosen = {f.sha256 for f in asked_files(document) if f.pk in file_ids}
        asked = [removal for removal in asked if removal.blob.sha256 in chosen]
    if not asked:
        raise InvalidPaper({"confirmed": NOTHING_ASKED})
    if not is_confirmed:
        raise InvalidPaper({"confirmed": _("Confirm that the files are to be erased.")})
    for removal in asked:
        try:
            filestore.confirm_removal(actor, removal.pk)
        except Denied as same:
            message = _("You asked for the removal yourself: a second person confirms it.")
            raise InvalidPaper({"confirmed": message}) from same
    audit.record(actor, SecretRemovalDone(document.pk))
    return document


NOTHING_ASKED = _("Nobody has asked for the removal.")


def removable(document: Document) -> list[DocumentFile]:
    """The files of the paper whose contents are in the system, in their order."""
    files = list(document.files.order_by("position", "pk"))
    present = blobs_by_hash([file.sha256 for file in files])
    return [file for file in files if file.sha256 in present]


def asked_files(document: Document) -> list[DocumentFile]:
    """The files of the paper whose removal was asked for and not confirmed."""
    asked = {removal.blob.sha256 for removal in _asked(document)}
    return [file for file in removable(document) if file.sha256 in asked]


def requests_of(document: Document) -> list[tuple[str, dt.datetime, str]]:
    """Who asked for the removal, when and why; each request once."""
    asked = _asked(document)
    people = Person.objects.in_bulk([removal.requested_by_id for removal in asked])
    said = (
        (people[r.requested_by_id].full_name, r.requested_at.replace(microsecond=0), r.reason)
        for r in asked
        if r.requested_by_id in people
    )
    return list(dict.fromkeys(said))


def _asked(document: Document) -> list[Removal]:
    return asked_removals(hashes_of(document))


def hashes_of(document: Document) -> list[str]:
    """What contents the paper has."""
    return list(document.files.order_by("position").values_list("sha256", flat=True))
