# SPDX-License-Identifier: AGPL-3.0-or-later
"""Đường đi: the trail of a paper as sentences, who did what when.

Each module names a table verb → sentence in CONGSO_TRAIL_SENTENCES. A sentence goes on from the
name of who acted; a function makes it from what was recorded.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congso.audit.models import Detail, Entry
from congso.documents import events
from congso.documents.models import Document
from congso.organisation.models import RegistryOffice
from congso.ui import formats

OWN_TABLE = "congso.documents.trail.SENTENCES"
FIRST = 5


@dataclass(frozen=True)
class Told:
    """What a sentence may use: the event's data, and before and after where they are kept."""

    data: Mapping[str, Any]
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    offices: Mapping[int, str] = field(default_factory=dict)

    @property
    def office(self) -> str:
        """The registry office of the event, by name."""
        return self.offices.get(self.data.get("office_id", 0), "?")

    @property
    def reason(self) -> str:
        """The reason that was given, in quotation marks, or nothing."""
        reason = str(self.after.get("reason", "")).strip()
        return f": “{reason}”" if reason else ""


Sentence = str | Promise | Callable[[Told], str]


@dataclass(frozen=True)
class Step:
    """One line: `who` is empty for the product itself; `acting_for` when he stood in."""

    at: dt.datetime
    who: str
    acting_for: str
    text: str


def _registered(told: Told) -> str:
    number = f"{told.data.get('number')}{told.data.get('suffix', '')}"
    return _("registered the paper with number %(number)s") % {"number": number}


def _inserted(told: Told) -> str:
    number = f"{told.data.get('number')}{told.data.get('suffix')}"
    return _("inserted it as number %(number)s") % {"number": number} + told.reason


def _sent(told: Told) -> str:
    return _("sent it to %(office)s") % {"office": told.office}


def _copy_returned(told: Told) -> str:
    return _("returned it from %(office)s") % {"office": told.office} + told.reason


def _restricted(told: Told) -> str:
    if told.data.get("is_restricted"):
        return _("restricted it to named readers")
    return _("lifted the restriction")


def _readers(told: Told) -> str:
    added, removed = len(told.data.get("added", ())), len(told.data.get("removed", ()))
    if added:
        return _("added %(count)s readers to the list") % {"count": added}
    return _("took %(count)s readers off the list") % {"count": removed}


def _with(text: str | Promise) -> Callable[[Told], str]:
    return lambda told: f"{text}{told.reason}"


def _missing(told: Told) -> str:
    return _("marked that something is missing") + f": “{told.after.get('missing_note', '')}”"


def _due_moved(told: Told) -> str:
    if not (due := told.after.get("due")):
        return _("took the deadline away")
    day = formats.date_and_clock(dt.datetime.fromisoformat(str(due)))
    return _("moved the deadline to %(day)s") % {"day": day}


SENTENCES: dict[str, Sentence] = {
    events.DocumentReceived.verb: gettext_lazy("received the paper; it waits to be registered"),
    events.DocumentLeftUnregistered.verb: gettext_lazy(
        "told the Office: not registered for four working hours"
    ),
    events.DocumentRegistered.verb: _registered,
    events.DocumentInserted.verb: _inserted,
    events.DocumentCompleted.verb: gettext_lazy("entered the content of the number taken before"),
    events.DocumentCorrected.verb: _with(gettext_lazy("corrected the entry")),
    events.DocumentJoined.verb: gettext_lazy("joined the same paper, come by one more road"),
    events.DocumentJoinedInto.verb: gettext_lazy("joined it to a registered paper"),
    events.DocumentReturned.verb: _with(gettext_lazy("returned it to the sender")),
    events.DocumentCopyReturned.verb: _copy_returned,
    events.DocumentVoided.verb: _with(gettext_lazy("made the number void")),
    events.AnnexMissing.verb: _missing,
    events.AnnexRequested.verb: gettext_lazy("asked the sender for what is missing"),
    events.AnnexAdded.verb: gettext_lazy("added files that came later"),
    events.DocumentScanMatched.verb: gettext_lazy("added the scan of its pages"),
    events.SecretRemovalAsked.verb: gettext_lazy("asked for the removal of a secret paper"),
    events.SecretRemovalWithdrawn.verb: gettext_lazy(
        "took the request for the removal of a secret paper back"
    ),
    events.ReceiptHanded.verb: gettext_lazy("handed the receipt to the sender on paper"),
    events.SecretRemovalDone.verb: gettext_lazy(
        "confirmed the removal of a secret paper; its files were erased"
    ),
    events.DocumentRestricted.verb: _restricted,
    events.ReadersChanged.verb: _readers,
    events.DocumentDistributed.verb: gettext_lazy("passed it on for handling"),
    events.DocumentFinished.verb: gettext_lazy("closed the handling of the paper"),
    events.DocumentReopened.verb: gettext_lazy("reopened the handling"),
    events.DocumentSentToOffice.verb: _sent,
    events.DocumentWithdrawn.verb: _with(
        gettext_lazy("took it out: the sending office wants it back")
    ),
    events.DocumentDueMoved.verb: _due_moved,
}


def steps_of(document: Document, *, limit: int = 200) -> list[Step]:
    """The trail in words, newest first. The caller has checked the right to the paper.

    Looks and downloads are not here: they are the access history.
    """
    sentences = all_sentences()
    entries = list(_entries(document).filter(verb__in=sentences)[:limit])
    details = {d.pk: d for d in Detail.objects.filter(pk__in=[e.pk for e in entries])}
    names = _names({i for e in entries for i in (e.person_id, e.acting_for_id) if i})
    offices = cast("Mapping[int, str]", SimpleLazyObject(_office_names))
    return [
        _step(entry, sentences[entry.verb], details.get(entry.pk), names, offices)
        for entry in entries
    ]


def _office_names() -> dict[int, str]:
    return dict(RegistryOffice.objects.values_list("pk", "unit__name"))


def _entries(document: Document) -> QuerySet[Entry]:
    """Entries of the paper itself and of what other modules hang on it (CONGSO_TRAIL_SOURCES)."""
    about = Q(object_type="document", object_id=document.pk)
    for path in getattr(settings, "CONGSO_TRAIL_SOURCES", ()):
        for object_type, ids in import_string(path)(document).items():
            about |= Q(object_type=object_type, object_id__in=list(ids))
    return Entry.objects.filter(about).order_by("-id")


def all_sentences() -> dict[str, Sentence]:
    """The tables of all modules together."""
    found: dict[str, Sentence] = {}
    for path in getattr(settings, "CONGSO_TRAIL_SENTENCES", (OWN_TABLE,)):
        found |= import_string(path)
    return found


def _step(
    entry: Entry,
    sentence: Sentence,
    detail: Detail | None,
    names: Mapping[int, str],
    offices: Mapping[int, str],
) -> Step:
    data = json.loads(entry.canonical).get("data", {})
    before, after = (detail.before, detail.after) if detail else (None, None)
    told = Told(data, before or {}, after or {}, offices)
    text = sentence(told) if callable(sentence) else str(sentence)
    return Step(
        entry.at,
        names.get(entry.person_id or 0, ""),
        names.get(entry.acting_for_id or 0, ""),
        text,
    )


def _names(ids: set[int]) -> dict[int, str]:
    people = get_user_model().objects.filter(pk__in=ids)
    return {person.pk: str(person) for person in people}
