# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tree of a paper: who holds it now, since when, until when; and what is only planned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from congso.documents.models import Document
from congso.organisation.queries import with_people
from congso.routing.enums import OPEN, OPEN_STAGES, RECIPIENT_ROLES, Role
from congso.routing.models import Direction, Flow, Proposal, ProposalParty

PLANNED = "planned"


@dataclass
class Node:
    """One recipient. `flow` is empty for one that is only proposed (a dashed circle)."""

    role: str
    unit_id: int | None
    unit_name: str
    person_id: int | None
    person_name: str
    state: str
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    due_kind: str = ""
    received_at: dt.datetime | None = None
    read_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    finish_kind: str = ""
    reason: str = ""
    copy_number: str = ""
    flow: Flow | None = None
    directions: list[Branch] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def name(self) -> str:
        """The person where it is a person's, else the unit."""
        return self.person_name or self.unit_name


@dataclass
class Branch:
    """One direction with its recipients, lead first."""

    direction: Direction | None
    nodes: list[Node]


@dataclass
class Tree:
    """All directions of a paper, and the standing proposal as planned recipients."""

    document_id: int
    branches: list[Branch]
    proposal: Proposal | None = None
    planned: list[Node] = field(default_factory=list)

    def nodes(self) -> Iterator[Node]:
        """Every recipient there is, parents before what they assigned on."""
        for branch in self.branches:
            yield from _walk(branch)

    def holders(self) -> list[Node]:
        """Who has the work now: of each lead the deepest open one."""
        return [node for node in self.nodes() if _holds(node)]


ROLE_ORDER = {Role.LEAD: 0, Role.COOPERATE: 1, Role.KNOW: 2}


def tree_of(document: Document) -> Tree:
    """The tree of one paper in at most four queries. The caller has checked the right."""
    flows = list(Flow.objects.filter(document=document).select_related("unit").order_by("pk"))
    directions = list(Direction.objects.filter(document=document).order_by("pk"))
    with_people([*flows, *directions])
    nodes = {flow.pk: _node(flow) for flow in flows}
    branches = {d.pk: Branch(d, []) for d in directions}
    for flow in sorted(flows, key=lambda flow: (ROLE_ORDER[Role(flow.role)], flow.pk)):
        branches[flow.direction_id].nodes.append(nodes[flow.pk])
    top: list[Branch] = []
    for direction in directions:
        above = nodes.get(direction.parent_flow_id or 0)
        (above.directions if above else top).append(branches[direction.pk])
    tree = Tree(document.pk, top)
    _plan(tree)
    return tree


def holder_now(document: Document) -> list[Node]:
    """Who has the work of the paper now. Empty while it lies with the Office or a leader."""
    return tree_of(document).holders()


def sub_tree(tree: Tree, flow_id: int) -> Node | None:
    """The node of one flow."""
    return next((n for n in tree.nodes() if n.flow and n.flow.pk == flow_id), None)


def flows_behind(copy: Document) -> list[Flow]:
    """The flows of another office that this paper came with: their words, dates and giver."""
    found = Flow.objects.filter(copy=copy).select_related("direction__author", "office__unit")
    return list(found.order_by("pk"))


def _plan(tree: Tree) -> None:
    rows = list(
        ProposalParty.objects.filter(
            proposal__document=tree.document_id, proposal__stage__in=OPEN_STAGES
        )
        .select_related("proposal", "unit")
        .order_by("pk")
    )
    if rows:
        with_people([*rows, *(row.proposal for row in rows)])
        tree.proposal = rows[0].proposal
        tree.planned = [_planned(row) for row in rows if row.role in RECIPIENT_ROLES]


def _planned(row: ProposalParty) -> Node:
    lead = row.role == Role.LEAD
    return Node(
        role=row.role,
        unit_id=row.unit_id,
        unit_name=row.unit.name if row.unit else "",
        person_id=row.person_id,
        person_name=row.person.full_name if row.person else "",
        state=PLANNED,
        until=row.proposal.due_at if lead else row.due_at,
        due_kind=row.proposal.due_kind if lead else "",
    )


def _node(flow: Flow) -> Node:
    return Node(
        role=flow.role,
        unit_id=flow.unit_id,
        unit_name=flow.unit.name,
        person_id=flow.person_id,
        person_name=flow.person.full_name if flow.person else "",
        state=flow.state,
        since=flow.sent_at,
        until=flow.due_at,
        due_kind=flow.due_kind,
        received_at=flow.received_at,
        read_at=flow.read_at,
        ended_at=flow.ended_at,
        finish_kind=flow.finish_kind,
        reason=flow.reason,
        copy_number=flow.copy_number,
        flow=flow,
    )


def _walk(branch: Branch) -> Iterator[Node]:
    for node in branch.nodes:
        yield node
        for below in node.directions:
            yield from _walk(below)


def _holds(node: Node) -> bool:
    return node.role == Role.LEAD and node.is_open and not any(map(_goes_on, node.directions))


def _goes_on(branch: Branch) -> bool:
    """Whether the work went on with this direction and is not done there."""
    return any(n.role == Role.LEAD and n.is_open for n in branch.nodes)


def opinions_of(nodes: Iterable[Node]) -> list[Node]:
    """The supporting recipients: asked, answered, silent (the opinions table)."""
    return [node for node in nodes if node.role == Role.COOPERATE]
