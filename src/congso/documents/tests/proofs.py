# SPDX-License-Identifier: AGPL-3.0-or-later
"""What must hold after every act on papers, asked in one line by many tests."""

from __future__ import annotations

from congso.access.enums import ObjectKind
from congso.access.models import AccessRow
from congso.access.services import differences
from congso.audit.models import Entry
from congso.documents.models import Document
from congso.documents.policies import DOCUMENTS
from congso.organisation.tests.factories import Agency


def assert_sight_is_derived() -> None:
    """The access rows of all papers equal what the facts say."""
    every = list(Document.objects.values_list("pk", flat=True))
    assert differences(ObjectKind.DOCUMENT, every) == []


def assert_search_follows_sight() -> None:
    """The principals that search reads are those of the access rows."""
    for document in Document.objects.select_related("search_entry"):
        assert set(document.search_entry.acl) == sights(document)


def sights(document: Document) -> set[int]:
    rows = AccessRow.objects.filter(kind=ObjectKind.DOCUMENT, object_id=document.pk, level=2)
    return set(rows.values_list("principal", flat=True))


def sees(agency: Agency, login: str, document: Document) -> bool:
    """Whether the person sees the whole paper in a fresh request."""
    return DOCUMENTS.allows(agency.actor(login), "view", document)


def outlines(agency: Agency, login: str, document: Document) -> bool:
    """Whether the person sees at least its number in a fresh request."""
    return DOCUMENTS.allows(agency.actor(login), "outline", document)


def verbs_of(document: Document) -> list[str]:
    """What the trail says was done to the paper, in order."""
    entries = Entry.objects.filter(object_type="document", object_id=document.pk)
    return list(entries.order_by("pk").values_list("verb", flat=True))
