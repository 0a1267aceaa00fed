# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who sees a paper by its own facts; routing adds whom directions and flows bring in."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from congso.access import principals
from congso.access import services as access
from congso.access.enums import Level, ObjectKind
from congso.access.services import Sight
from congso.common import clock
from congso.documents.enums import State
from congso.documents.models import Document, NamedReader
from congso.organisation.enums import Role
from congso.organisation.members import office_members
from congso.organisation.models import RoleGrant


def rows(kind: ObjectKind, object_ids: Sequence[int]) -> list[Sight]:
    """The sights of these documents (source named in CONGSO_ACCESS_SOURCES)."""
    if kind != ObjectKind.DOCUMENT:
        return []
    documents = Document.objects.filter(pk__in=object_ids).only(
        "pk", "office_id", "created_at", "is_restricted", "state", "arrived_on", "issued_on"
    )
    readers = NamedReader.objects.filter(document__in=object_ids).select_related("document")
    return of_papers(list(documents), [(row.document, row.person_id) for row in readers])


def of_papers(
    documents: Sequence[Document], named: Sequence[tuple[Document, int]] = ()
) -> list[Sight]:
    """Whom these papers themselves let see them; `named` are the (paper, person) of their lists."""
    offices = [sight for document in documents for sight in of_office(document)]
    return [*offices, *of_readers(named), *of_inspectors(documents)]


def of_inspectors(documents: Sequence[Document]) -> list[Sight]:
    """Inspections by decision: papers of the office that arrived in its span, while it lasts.

    The decision's last day is asked when somebody reads; a paper made after it needs no row.
    """
    open_ = [document for document in documents if not document.is_restricted]
    offices = {document.office_id for document in open_}
    decisions = RoleGrant.objects.filter(role=Role.AUDITOR, registry_office__in=offices)
    return [
        Sight(document.pk, principals.grant(decision.pk), document.created_at)
        for decision in decisions
        for document in open_
        if document.office_id == decision.registry_office_id and _in_scope(document, decision)
    ]


def _in_scope(document: Document, decision: RoleGrant) -> bool:
    made = clock.day_of(document.created_at)
    if decision.valid_until is not None and made > decision.valid_until:
        return False
    day = document.arrived_on or document.issued_on or made
    first, last = decision.scope_from or day, decision.scope_until or day
    return first <= day <= last


def of_readers(named: Sequence[tuple[Document, int]]) -> list[Sight]:
    """The named list of restricted papers, as (paper, person) pairs."""
    members = office_members((person, document.office_id) for document, person in named)
    return [
        Sight(
            document.pk,
            principals.named(members[person, document.office_id]),
            document.created_at,
        )
        for document, person in named
    ]


def of_office(document: Document) -> list[Sight]:
    """Readers of the registry office; of a restricted paper its clerks, in outline only.

    Before it has a number the clerks need the whole of a restricted paper to register it.
    """
    at = document.created_at
    if not document.is_restricted:
        return [Sight(document.pk, principals.office_readers(document.office_id), at)]
    level = Level.FULL if document.state == State.RECEIVED else Level.OUTLINE
    return [Sight(document.pk, principals.clerks(document.office_id), at, level)]


AT_ONCE = 500


@transaction.atomic
def refresh(ids: Sequence[int]) -> int:
    """Make the rows of these papers right, under their locks; how many rows were not.

    For jobs and listeners, which hold no lock yet: without it they would write back what another
    act, such as restricting the paper, has just taken away.
    """
    papers = Document.objects.select_for_update(of=("self",), no_key=True)
    locked = list(papers.filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))
    return access.refresh(ObjectKind.DOCUMENT, locked)


def refresh_next(*, after: int, office_id: int | None = None) -> tuple[int, int | None]:
    """Refresh the next papers by id, of one office or of all.

    Returns how many rows were not right, and the last id; None when there are no more papers.
    """
    papers = Document.objects.filter(pk__gt=after)
    if office_id is not None:
        papers = papers.filter(office=office_id)
    ids = list(papers.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    return refresh(ids), ids[-1] if ids else None
