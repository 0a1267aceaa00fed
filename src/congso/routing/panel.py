# SPDX-License-Identifier: AGPL-3.0-or-later
"""What routing puts on a paper's page: proposal, acts, directions, and the tree of who has it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from congso.common import clock
from congso.common.actor import Actor
from congso.documents.enums import State as PaperState
from congso.documents.enums import Urgency
from congso.documents.lists import paper_due
from congso.documents.models import Document
from congso.documents.panels import Panel
from congso.documents.policies import offices_as_clerk, offices_run_by
from congso.organisation.queries import Who, who
from congso.routing import acting, duty
from congso.routing.enums import PartyRole
from congso.routing.models import (
    Attendance,
    ClockStop,
    ConfirmationClosed,
    Direction,
    Extension,
    Flow,
    Opinion,
    Proposal,
    SentBack,
)
from congso.routing.policies import (
    ATTENDANCES,
    DIRECTIONS,
    EXTENSIONS,
    FLOWS,
    PAPERS,
    PROPOSALS,
    SENT_BACKS,
)
from congso.routing.queries import desk
from congso.routing.queries import tree as trees
from congso.routing.queries.lapsed import has_lapsed
from congso.routing.services import handle
from congso.ui.deadlines import DeadlineView
from congso.ui.requests import SignedInRequest

PAPER_ACTS = (
    "draft", "propose", "send_back", "direct", "enter_handwritten", "enter_spoken", "attendance",
    "stop_clock", "start_clock",
)  # fmt: skip
PROPOSAL_ACTS = ("present", "withdraw", "agree", "return_to_office", "hand_to_leader")
FLOW_ACTS = (
    "accept", "assign", "return_flow", "give_opinion", "finish", "report_progress",
    "ask_extension", "urge", "take_back", "start", "forward", "close", "reopen", "pass_to_know",
)  # fmt: skip


@dataclass
class Shown:
    """A node of the tree with what the page says of it."""

    node: trees.Node
    due: DeadlineView | None
    acts: set[str]
    is_mine: bool
    opinion: Opinion | None = None
    branches: list[ShownBranch] = field(default_factory=list)


@dataclass
class ShownBranch:
    direction: Direction | None
    author: Who | None
    can_confirm: bool
    can_close: bool
    closed: ConfirmationClosed | None
    nodes: list[Shown]

    @property
    def asked(self) -> list[Shown]:
        """The supporting recipients that owe an opinion, or owed one."""
        gone = ("forwarded", "taken_back")
        return [
            shown
            for shown in self.nodes
            if shown.node.role == PartyRole.COOPERATE and shown.node.state not in gone
        ]

    @property
    def answered(self) -> int:
        return sum(shown.opinion is not None for shown in self.asked)


@dataclass
class View:
    """Everything the templates of routing need of one paper."""

    document: Document
    paper_acts: set[str]
    proposal: Proposal | None
    proposal_acts: set[str]
    proposer: Who | None
    parties: dict[str, list[Any]]
    proposal_due: DeadlineView | None
    # A date of the proposal has passed: it is directed anew, not agreed to.
    lapsed: bool
    # A further proposal the leader returned, for the Office: propose anew or let it rest.
    returned: Proposal | None
    branches: list[ShownBranch]
    mine: list[Shown]
    extensions: list[tuple[Extension, set[str]]]
    attendance: list[tuple[Attendance, bool]]
    # What came with the paper from another office of the house: its directions.
    behind: list[Flow]
    sent_back: SentBack | None
    may_settle: bool
    # While its deadlines stand still: who stopped them and why.
    clock_stop: ClockStop | None
    # Of an express paper nobody has directed yet, for the registry: whom to call.
    calls: list[duty.Call]

    @property
    def node_acts(self) -> tuple[str, ...]:
        return ("urge", "take_back", "forward", "close", "reopen")

    @property
    def finish_route(self) -> str:
        """The page that finishes work: a higher module's, which keeps the paper in a file."""
        return str(settings.CONGSO_FINISH_ROUTE)


def panels(request: SignedInRequest, document: Document) -> list[Panel]:
    """The panels of one paper (CONGSO_DOCUMENT_PANELS)."""
    handle.read(request.actor, document_id=document.pk)
    view = view_of(request.actor, document)
    context = {"routing": view}
    found = [Panel("actions", "routing/_actions.html", context, 100)]
    found.append(Panel("menu", "routing/_menu_acts.html", context, 100))
    if view.proposal is not None:
        found.append(Panel("first", "routing/_proposal.html", context, 100))
    found.append(Panel("first", "routing/_work.html", context, 200))
    found.append(Panel("side", "routing/_tree.html", context, 100))
    return found


def view_of(actor: Actor, document: Document) -> View:
    """What the actor sees and may do on one paper, in a bounded number of queries."""
    tree = trees.tree_of(document)
    flows = [node.flow for node in tree.nodes() if node.flow]
    flow_acts = FLOWS.allowed(actor, FLOW_ACTS, flows)
    directions = [d for d in _directions(tree) if d.confirmed_at is None]
    confirmable = DIRECTIONS.allowed(actor, ("confirm", "close_confirmation"), directions)
    people = who({d.author_id for d in _directions(tree)} | _proposer(tree.proposal))
    opinions = {o.flow_id: o for o in Opinion.objects.filter(flow__in=flows)}
    builder = _Builder(actor, flow_acts, confirmable, people, opinions, document)
    back = _sent_back(document)
    branches = [builder.branch(branch) for branch in tree.branches]
    proposal_acts = _proposal_acts(actor, tree.proposal)
    return View(
        document=document,
        paper_acts=_paper_acts(actor, document),
        proposal=tree.proposal,
        proposal_acts=proposal_acts,
        proposer=_who_proposed(people, tree.proposal),
        parties=_parties(tree),
        proposal_due=_due(document, tree.proposal.due_at) if tree.proposal else None,
        lapsed="agree" in proposal_acts and _lapsed(tree),
        returned=_returned(actor, document, tree),
        branches=branches,
        mine=builder.mine,
        extensions=_extensions(actor, flows),
        attendance=_attendance(actor, document),
        behind=trees.flows_behind(document) if document.source_id else [],
        sent_back=back,
        may_settle=back is not None and SENT_BACKS.allows(actor, "settle", back),
        clock_stop=_clock_stop(document),
        calls=_calls(actor, document),
    )


class _Builder:
    def __init__(
        self,
        actor: Actor,
        acts: dict[Any, set[str]],
        confirmable: dict[Any, set[str]],
        people: dict[int, Who],
        opinions: dict[int, Opinion],
        document: Document,
    ) -> None:
        self.document = document
        self.opinions = opinions
        self.acts, self.confirmable, self.people = acts, confirmable, people
        self.closed = _closed(document)
        self.persons = acting.persons(actor, "may_handle")
        self.units = acting.units_headed(actor, "may_handle")
        self.mine: list[Shown] = []

    def branch(self, branch: trees.Branch) -> ShownBranch:
        direction = branch.direction
        acts = self.confirmable[direction.pk] if direction else set()
        return ShownBranch(
            direction,
            self.people.get(direction.author_id) if direction else None,
            "confirm" in acts,
            "close_confirmation" in acts,
            self.closed.get(direction.pk) if direction else None,
            [self.node(node) for node in branch.nodes],
        )

    def node(self, node: trees.Node) -> Shown:
        is_mine = node.person_id in self.persons or (
            node.person_id is None and node.unit_id in self.units and not node.copy_number
        )
        acts = self.acts[node.flow.pk] if node.flow else set()
        opinion = self.opinions.get(node.flow.pk) if node.flow else None
        due = _due(self.document, node.until) if node.is_open else None
        shown = Shown(node, due, acts, is_mine, opinion)
        if is_mine and node.is_open and acts:
            self.mine.append(shown)
        shown.branches = [self.branch(below) for below in node.directions]
        return shown


def _paper_acts(actor: Actor, document: Document) -> set[str]:
    """A line of an old register is history: nobody distributes or directs it."""
    if document.book is not None and document.book.is_imported:
        return set()
    return PAPERS.allowed(actor, PAPER_ACTS, [document])[document.pk]


def _directions(tree: trees.Tree) -> list[Direction]:
    found = [branch.direction for branch in tree.branches if branch.direction]
    for node in tree.nodes():
        found += [branch.direction for branch in node.directions if branch.direction]
    return found


def _closed(document: Document) -> dict[int, ConfirmationClosed]:
    """Directions whose leader left before he confirmed, with who said so."""
    found = ConfirmationClosed.objects.filter(direction__document=document)
    return {row.direction_id: row for row in found.select_related("closed_by")}


def _proposer(proposal: Proposal | None) -> set[int]:
    return {proposal.author_id} if proposal and proposal.author_id else set()


def _who_proposed(people: dict[int, Who], proposal: Proposal | None) -> Who | None:
    return people.get(proposal.author_id or 0) if proposal else None


def _proposal_acts(actor: Actor, proposal: Proposal | None) -> set[str]:
    if proposal is None:
        return set()
    return PROPOSALS.allowed(actor, PROPOSAL_ACTS, [proposal])[proposal.pk]


def _lapsed(tree: trees.Tree) -> bool:
    return tree.proposal is not None and has_lapsed(tree.proposal, clock.now())


def _returned(actor: Actor, document: Document, tree: trees.Tree) -> Proposal | None:
    if document.state == PaperState.REGISTERED or tree.proposal is not None:
        return None
    if document.office_id not in offices_run_by(actor):
        return None
    return desk.returned_proposals(actor).filter(document=document).first()


def _parties(tree: trees.Tree) -> dict[str, list[Any]]:
    return {
        str(role): [node for node in tree.planned if node.role == role]
        for role in (PartyRole.LEAD, PartyRole.COOPERATE, PartyRole.KNOW)
    }


def _due(document: Document, moment: dt.datetime | None) -> DeadlineView | None:
    return paper_due(document, moment, clock.now())


def _extensions(actor: Actor, flows: list[Flow]) -> list[tuple[Extension, set[str]]]:
    found = list(
        Extension.objects.filter(flow__in=flows).select_related("asked_by", "decided_by", "flow")
    )
    acts = EXTENSIONS.allowed(actor, ("grant_extension", "refuse_extension"), found)
    return [(extension, acts[extension.pk]) for extension in found]


def _attendance(actor: Actor, document: Document) -> list[tuple[Attendance, bool]]:
    if not document.type.is_invitation:
        return []
    found = Attendance.objects.filter(document=document, cancelled_at__isnull=True)
    rows = list(found.select_related("person", "instead_of").order_by("pk"))
    allowed = ATTENDANCES.allowed(actor, ("cancel_attendance",), rows)
    return [(row, bool(allowed[row.pk])) for row in rows]


def _calls(actor: Actor, document: Document) -> list[duty.Call]:
    is_open = document.state == PaperState.REGISTERED and document.urgency >= Urgency.EXPRESS
    if not is_open or document.office_id not in offices_as_clerk(actor) | offices_run_by(actor):
        return []
    return duty.call_list(document)


def _clock_stop(document: Document) -> ClockStop | None:
    if document.clock_stopped_at is None:
        return None
    found = ClockStop.objects.filter(document=document, started_at__isnull=True)
    return found.select_related("stopped_by", "above__document__office__unit").first()


def _sent_back(document: Document) -> SentBack | None:
    if document.state != PaperState.REGISTERED:
        return None
    found = SentBack.objects.filter(document=document, settled_at__isnull=True)
    return found.select_related("author").first()
