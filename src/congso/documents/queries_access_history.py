# SPDX-License-Identifier: AGPL-3.0-or-later
"""The access history of a paper: who looked, downloaded, printed, and when (B-60)."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from django.contrib.auth import get_user_model

from congso.audit import queries as audit
from congso.common.actor import Actor
from congso.documents.events import DocumentDownloaded, DocumentOpened, DocumentPrinted
from congso.documents.models import Document, DocumentFile
from congso.documents.policies import DOCUMENTS

LOOKS = (DocumentOpened.verb, DocumentDownloaded.verb, DocumentPrinted.verb)


@dataclass(frozen=True)
class Look:
    """One line of the access history."""

    at: dt.datetime
    verb: str
    person: str
    acting_for: str
    file_name: str
    via: str


def access_history(
    actor: Actor, document: Document, *, limit: int = 200, before: int | None = None
) -> list[Look]:
    """Who looked at the paper, newest first, in four queries whatever the length.

    `before` is the id of an entry, for the next page. Raises Denied.
    """
    DOCUMENTS.require(actor, "access_history", document)
    entries = audit.history_of("document", document.pk).filter(verb__in=LOOKS)
    if before is not None:
        entries = entries.filter(pk__lt=before)
    found = list(entries[:limit])
    names = _names({i for e in found for i in (e.person_id, e.acting_for_id) if i})
    files = dict(DocumentFile.objects.filter(document=document).values_list("pk", "name"))
    return [
        Look(
            entry.at,
            entry.verb,
            names.get(entry.person_id or 0, ""),
            names.get(entry.acting_for_id or 0, ""),
            files.get(_file_id(entry.canonical), ""),
            entry.via,
        )
        for entry in found
    ]


def _names(ids: set[int]) -> dict[int, str]:
    people = get_user_model().objects.filter(pk__in=ids)
    return {person.pk: str(person) for person in people}


def _file_id(canonical: str) -> int:
    return int(json.loads(canonical)["data"].get("file_id", 0))
