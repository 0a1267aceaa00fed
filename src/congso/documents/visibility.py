# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who sees a paper by its own facts; routing adds whom directions and flows bring in."""

from __future__ import annotations

from collections.abc import Sequence

from congso.access import principals
from congso.access.enums import Level, ObjectKind
from congso.access.services import Sight
from congso.documents.enums import State
from congso.documents.models import Document, NamedReader


def rows(kind: ObjectKind, object_ids: Sequence[int]) -> list[Sight]:
    """The sights of these documents (source named in CONGSO_ACCESS_SOURCES)."""
    if kind != ObjectKind.DOCUMENT:
        return []
    sights: list[Sight] = []
    for document in Document.objects.filter(pk__in=object_ids).only(
        "pk", "office_id", "created_at", "is_restricted", "state"
    ):
        sights += of_office(document)
    for reader in NamedReader.objects.filter(document__in=object_ids).select_related("document"):
        sights.append(
            Sight(
                reader.document_id,
                principals.person(reader.person_id),
                reader.document.created_at,
            )
        )
    return sights


def of_office(document: Document) -> list[Sight]:
    """Readers of the registry office; of a restricted paper its clerks, in outline only.

    Before it has a number the clerks need the whole of a restricted paper to register it.
    """
    at = document.created_at
    if not document.is_restricted:
        return [Sight(document.pk, principals.office_readers(document.office_id), at)]
    level = Level.FULL if document.state == State.RECEIVED else Level.OUTLINE
    return [Sight(document.pk, principals.clerks(document.office_id), at, level)]
