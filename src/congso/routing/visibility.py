# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom proposals, directions, flows, meetings and duty turns let see a paper (VISIBILITY.md).

Of a restricted paper routing shows nothing to anybody: its named list alone does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import F

from congso.access import principals
from congso.access.enums import ObjectKind
from congso.access.services import Sight
from congso.common import clock
from congso.documents.models import Document
from congso.organisation.enums import UnitKind
from congso.organisation.members import office_members
from congso.organisation.models import RegistryOffice, Unit
from congso.organisation.queries import who
from congso.routing import duty
from congso.routing.enums import GONE, OPEN_STAGES, PartyRole, Role, Stage, State, Way
from congso.routing.models import Attendance, Direction, Flow, Proposal, ProposalParty

NO_SIGHT = (*GONE, State.RETURNED)


def rows(kind: ObjectKind, object_ids: Sequence[int]) -> list[Sight]:
    """The sights of these documents (source named in CONGSO_ACCESS_SOURCES)."""
    if kind != ObjectKind.DOCUMENT:
        return []
    papers = {
        paper.pk: paper
        for paper in Document.objects.filter(pk__in=object_ids, is_restricted=False).only(
            "pk", "office_id", "created_at", "arrived_at", "urgency"
        )
    }
    flows = _flows(papers)
    people = [
        *_presented(papers),
        *_directions(papers),
        *_recipients(flows),
        *_meetings(papers),
        *_duty(list(papers.values())),
    ]
    members = office_members((person, papers[pk].office_id) for pk, person in people)
    seen = [
        *((pk, principals.member(members[person, papers[pk].office_id])) for pk, person in people),
        *_proposed_fields(papers),
        *_units(flows),
    ]
    return [Sight(pk, principal, papers[pk].created_at) for pk, principal in dict.fromkeys(seen)]


Seen = Iterator[tuple[int, int]]  # document and person, or document and principal
Papers = dict[int, Document]


def _presented(papers: Papers) -> Seen:
    """The leader before whom the proposal lies."""
    waiting = Proposal.objects.filter(document__in=papers, stage=Stage.PRESENTED)
    yield from waiting.values_list("document_id", "leader_id")


def _proposed_fields(papers: Papers) -> Seen:
    """The field of the lead unit of the standing proposal; of a person, the unit he was in then.

    The node of the agency itself is in nobody's field there: to a Chi cục its own node is what the
    Department gives to a deputy director.
    """
    leads = ProposalParty.objects.filter(
        proposal__document__in=papers, proposal__stage__in=OPEN_STAGES, role=PartyRole.LEAD
    ).exclude(unit__registry_office=F("proposal__office"))
    for lead in leads.select_related("proposal"):
        unit_id = lead.unit_id or _unit_then(lead)
        if unit_id is not None:
            yield lead.proposal.document_id, principals.field(unit_id)


def _unit_then(lead: ProposalParty) -> int | None:
    """The unit of a person proposed as lead, on the day it was entered."""
    proposal, person_id = lead.proposal, lead.person_id or 0
    then = who([person_id], clock.day_of(proposal.entered_at)).get(person_id)
    if then is None or then.unit_id is None:
        return None
    of_itself = RegistryOffice.objects.filter(pk=proposal.office_id, unit=then.unit_id)
    return None if of_itself.exists() else then.unit_id


def _directions(papers: Papers) -> Seen:
    """The leader who directed, the one he stood in for, the leader who follows, who urges.

    A head who assigned on inside his unit sees through the unit, for as long as he heads it.
    """
    people = ("watcher_id", "urger_id", "author_id", "acting_for_id")
    directions = Direction.objects.filter(document__in=papers)
    for document_id, way, *ids in directions.values_list("document_id", "way", *people):
        named = ids[:2] if way in (Way.ASSIGNED, Way.STRAIGHT) else ids
        for person_id in filter(None, named):
            yield document_id, person_id


def _flows(papers: Papers) -> list[Flow]:
    flows = Flow.objects.filter(document__in=papers).exclude(state__in=NO_SIGHT)
    return list(flows.select_related("unit__office"))


def _recipients(flows: list[Flow]) -> Seen:
    for flow in flows:
        if flow.person_id and not flow.leaves_the_office:
            yield flow.document_id, flow.person_id


def _units(flows: list[Flow]) -> Seen:
    """Heads of the unit; the whole unit by its switch; the field of the lead unit."""
    for flow in flows:
        in_a_field = flow.leaves_the_office or not _is_agency(flow.unit)
        if flow.role == Role.LEAD and flow.parent_id is None and in_a_field:
            yield flow.document_id, principals.field(flow.unit_id)
        if flow.leaves_the_office:
            continue
        if _heads_see(flow.unit):
            yield flow.document_id, principals.unit_heads(flow.unit_id)
            if flow.person_id is None:  # held by members while the unit's switch is on
                yield flow.document_id, principals.unit_members(flow.unit_id)


def _heads_see(unit: Unit) -> bool:
    """Of rooms, yes. In the leadership of an agency each deputy sees what names him, no more."""
    if unit.kind in (UnitKind.LEADERSHIP, UnitKind.AGENCY):
        return False
    return not _is_agency(unit)


def _is_agency(unit: Unit) -> bool:
    """The node that has the registry office itself: a Chi cục, seen from inside."""
    return unit.office is not None and unit.office.unit_id == unit.pk


def _meetings(papers: Papers) -> Seen:
    standing = Attendance.objects.filter(document__in=papers, cancelled_at__isnull=True)
    yield from standing.values_list("document_id", "person_id")


def _duty(papers: list[Document]) -> Seen:
    """Whoever had the duty when an urgent paper came outside working hours."""
    for paper in papers:
        if duty.came_in_duty_hours(paper):
            for person_id in duty.turns_of(paper).values_list("person_id", flat=True):
                yield paper.pk, person_id
