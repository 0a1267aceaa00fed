# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what with proposals, directions and flows (VISIBILITY.md). Deny by default."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from congso.access.enums import ObjectKind
from congso.access.queries import visible
from congso.common.actor import Actor
from congso.common.policy import ANY, NOBODY, Policy, allow, predicate, the_system
from congso.documents.enums import State as PaperState
from congso.documents.policies import clerk_of_office, in_sight, offices_run_by, runs_the_office
from congso.organisation.enums import Role as Duty
from congso.organisation.standing import standing_of
from congso.routing import acting, duty
from congso.routing.enums import (
    GONE,
    OPEN,
    OPEN_STAGES,
    ExtensionState,
    PartyRole,
    Role,
    Stage,
    State,
    Way,
)
from congso.routing.models import Direction, Flow, Proposal, ProposalParty

# --- a paper


@predicate
def office_may_send_straight(actor: Actor) -> Q:
    """The switch of the registry office (PRACTICE 2.1)."""
    return Q(office__office_may_send_straight=True)


@predicate
def clerk_may_propose(actor: Actor) -> Q:
    """The switch of the registry office (PRACTICE 2.1)."""
    return Q(office__clerk_may_propose=True)


@predicate
def heads_the_agency(actor: Actor) -> Q:
    """The Director; in a Chi cục its head."""
    return Q(office__in=acting.offices_headed(actor)) if actor.person_id else NOBODY


@predicate
def field_leader(actor: Actor) -> Q:
    """The leader to whose field the lead unit of the proposal or of a direction belongs today."""
    if actor.person_id is None:
        return NOBODY
    held = acting.fields_held(actor)
    proposed = ProposalParty.objects.filter(
        proposal__document=OuterRef("pk"),
        proposal__stage__in=OPEN_STAGES,
        role=PartyRole.LEAD,
        unit__in=held,
    )
    directed = Flow.objects.filter(
        document=OuterRef("pk"), role=Role.LEAD, parent__isnull=True, unit__in=held
    ).exclude(state__in=(*GONE, State.RETURNED))
    return (Q(Exists(proposed)) | Q(Exists(directed))) if held else NOBODY


@predicate
def presented_to(actor: Actor) -> Q:
    """The leader before whom the paper lies."""
    if actor.person_id is None:
        return NOBODY
    waiting = Proposal.objects.filter(
        document=OuterRef("pk"),
        stage=Stage.PRESENTED,
        leader__in=acting.persons(actor, "may_direct"),
    )
    return Q(Exists(waiting))


@predicate
def follows(actor: Actor) -> Q:
    """The leader whom a direction names to lead and follow."""
    if actor.person_id is None:
        return NOBODY
    watched = Direction.objects.filter(
        document=OuterRef("pk"), watcher__in=acting.persons(actor, "may_direct")
    )
    return Q(Exists(watched))


@predicate
def heads_a_recipient(actor: Actor) -> Q:
    """Head of a unit that has a flow on the paper."""
    if actor.person_id is None:
        return NOBODY
    flows = Flow.objects.filter(
        document=OuterRef("pk"),
        copy__isnull=True,
        unit__in=acting.units_headed(actor, "may_handle"),
    ).exclude(state__in=(*GONE, State.RETURNED))
    return Q(Exists(flows))


@predicate
def on_duty_leader(actor: Actor) -> Q:
    """The leader on duty in the hours in which the urgent paper came; for a week after."""
    if actor.person_id is None:
        return NOBODY
    person_id = actor.person_id
    return Q(pk__in=actor.remember("papers_of_duty", lambda: duty.recent_papers_of(person_id)))


@predicate
def of_a_live_book(actor: Actor) -> Q:
    """Not a line of an old register: that is what happened, nobody works with it."""
    return Q(book__is_imported=False)


DIRECTED = (PaperState.REGISTERED, PaperState.DISTRIBUTED, PaperState.FINISHED)
leads = heads_the_agency | presented_to | field_leader | follows | on_duty_leader
workable = in_sight & of_a_live_book

PAPERS = Policy(
    "documents.Document",
    #      action                who                                          while the paper is
    allow("draft", clerk_of_office & clerk_may_propose & workable, PaperState.REGISTERED),
    allow("propose", runs_the_office & workable, DIRECTED),
    allow("send_back", runs_the_office & workable, PaperState.REGISTERED),
    allow("send_straight", runs_the_office & office_may_send_straight & workable, DIRECTED),
    allow("direct", leads & workable, DIRECTED),
    allow("enter_handwritten", (clerk_of_office | runs_the_office) & workable, DIRECTED),
    allow("enter_spoken", runs_the_office & workable, DIRECTED),
    allow("attendance", (leads | runs_the_office | heads_a_recipient) & workable, DIRECTED),
)

# --- a proposal


@predicate
def to_me(actor: Actor) -> Q:
    """Presented to me, or to one for whom I direct today."""
    return Q(leader__in=acting.persons(actor, "may_direct")) if actor.person_id else NOBODY


@predicate
def of_my_agency(actor: Actor) -> Q:
    """Of the agency at whose head I stand."""
    return Q(office__in=acting.offices_headed(actor)) if actor.person_id else NOBODY


@predicate
def of_my_distribution(actor: Actor) -> Q:
    """Of the registry office whose incoming papers I distribute."""
    return Q(office__in=offices_run_by(actor)) if actor.person_id else NOBODY


@predicate
def of_my_registry(actor: Actor) -> Q:
    """Of the registry office whose clerk I am."""
    if actor.person_id is None:
        return NOBODY
    clerks = standing_of(actor).acting("may_register")
    return Q(office__in={o for facts in clerks for o in facts.offices_with_role(Duty.CLERK)})


@predicate
def own_draft(actor: Actor) -> Q:
    """A clerk's draft that is still his."""
    return Q(author=actor.person_id, stage=Stage.DRAFT) if actor.person_id else NOBODY


@predicate
def paper_in_sight(actor: Actor) -> Q:
    """The paper is one the actor sees: the named list of a restricted one holds everywhere."""
    return visible(actor, ObjectKind.DOCUMENT, of="document_id")


@predicate
def may_be_sent_straight(actor: Actor) -> Q:
    """The office's switch, from the side of the proposal."""
    return Q(office__office_may_send_straight=True)


PROPOSALS = Policy(
    "routing.Proposal",
    #      action               who                                             in stage
    allow("view", paper_in_sight | the_system, ANY),
    allow("present", (of_my_distribution | of_my_registry) & paper_in_sight, Stage.READY),
    allow("present", of_my_distribution & paper_in_sight, Stage.DRAFT),
    allow("withdraw", (of_my_distribution | own_draft) & paper_in_sight, OPEN_STAGES),
    allow("withdraw", the_system, OPEN_STAGES),
    allow(
        "send_straight",
        of_my_distribution & may_be_sent_straight & paper_in_sight,
        (Stage.DRAFT, Stage.READY),
    ),
    allow("agree", (to_me | of_my_agency) & paper_in_sight, Stage.PRESENTED),
    allow("return_to_office", (to_me | of_my_agency) & paper_in_sight, Stage.PRESENTED),
    allow(
        "hand_to_leader",
        (to_me | of_my_agency | of_my_distribution) & paper_in_sight,
        Stage.PRESENTED,
    ),
    state_field="stage",
)

# --- a paper that the Office gave back to the clerk


@predicate
def not_settled(actor: Actor) -> Q:
    return Q(settled_at__isnull=True)


SENT_BACKS = Policy(
    "routing.SentBack",
    allow("settle", (of_my_registry | of_my_distribution) & paper_in_sight & not_settled, ANY),
    state_field="reason",
)

# --- a direction


@predicate
def mine_alone(actor: Actor) -> Q:
    """Entered for me: nobody confirms my words in my stead."""
    return Q(author=actor.person_id) if actor.person_id else NOBODY


@predicate
def not_confirmed(actor: Actor) -> Q:
    return Q(confirmed_at__isnull=True)


DIRECTIONS = Policy(
    "routing.Direction",
    allow("view", paper_in_sight | the_system, ANY),
    allow("confirm", mine_alone & not_confirmed, (Way.SPOKEN, Way.HANDWRITTEN)),
    state_field="way",
)

# --- a recipient flow


@predicate
def recipient(actor: Actor) -> Q:
    """The person it is to; the head and deputy heads of the unit it is to; their stand-ins."""
    if actor.person_id is None:
        return NOBODY
    return Q(person__in=acting.persons(actor, "may_handle")) | Q(
        person__isnull=True, unit__in=acting.units_headed(actor, "may_handle")
    )


@predicate
def handled_here(actor: Actor) -> Q:
    """Not by another registry office on its own copy."""
    return Q(copy__isnull=True)


@predicate
def copy_in_sight(actor: Actor) -> Q:
    """Handled by another registry office, on the copy that the actor sees there."""
    return Q(copy__isnull=False) & visible(actor, ObjectKind.DOCUMENT, of="copy_id")


@predicate
def heads_its_unit(actor: Actor) -> Q:
    """Head of the unit in which the flow is."""
    if actor.person_id is None:
        return NOBODY
    return Q(unit__in=acting.units_headed(actor, "may_handle"))


@predicate
def inside_my_unit(actor: Actor) -> Q:
    """Given on inside a unit that I head: "Trưởng phòng takes back and gives on"."""
    if actor.person_id is None:
        return NOBODY
    return Q(parent__unit__in=acting.units_headed(actor, "may_handle"))


@predicate
def given_by_me(actor: Actor) -> Q:
    """By my direction, or that of one for whom I direct today."""
    return Q(giver__in=acting.persons(actor, "may_direct")) if actor.person_id else NOBODY


@predicate
def of_my_agency_flow(actor: Actor) -> Q:
    """Of the agency at whose head I stand."""
    return Q(office__in=acting.offices_headed(actor)) if actor.person_id else NOBODY


@predicate
def distributed_by_my_office(actor: Actor) -> Q:
    """A flow of the first level, in the registry office whose papers I distribute."""
    if actor.person_id is None:
        return NOBODY
    return Q(parent__isnull=True, office__in=offices_run_by(actor))


@predicate
def followed_by_me(actor: Actor) -> Q:
    """I am named to follow the direction or to urge its recipients."""
    if actor.person_id is None:
        return NOBODY
    mine = acting.persons(actor, "may_direct")
    return Q(direction__watcher__in=mine) | Q(direction__urger__in=mine)


@predicate
def lead_that_answers(actor: Actor) -> Q:
    """The lead answers for the result; who owes an opinion closes by it instead."""
    return Q(role=Role.LEAD, owes_opinion=False)


@predicate
def owes_an_opinion(actor: Actor) -> Q:
    return Q(owes_opinion=True)


@predicate
def to_act_on(actor: Actor) -> Q:
    return ~Q(role=Role.KNOW)


@predicate
def timed(actor: Actor) -> Q:
    return Q(due_at__isnull=False)


holder = recipient & handled_here & paper_in_sight
leader = (given_by_me | of_my_agency_flow | inside_my_unit) & paper_in_sight
giver = leader | (distributed_by_my_office & paper_in_sight)
asker = recipient & (paper_in_sight | copy_in_sight)
assigner = (
    recipient & heads_its_unit & handled_here & paper_in_sight
)  # a person's flow too, when he heads the unit: any depth

FLOWS = Policy(
    "routing.Flow",
    #      action              who                                         in state
    allow("view", holder | giver | the_system, ANY),
    allow("read", holder, ANY),
    allow("accept", holder & to_act_on, State.SENT),
    allow("accept", the_system, State.SENT),
    allow("start", holder & to_act_on, (State.SENT, State.ACCEPTED)),
    allow("assign", assigner & to_act_on, OPEN),
    allow("pass_to_know", assigner, (*OPEN, State.DONE)),
    allow("return_flow", holder | the_system, (State.SENT, State.ACCEPTED)),
    allow("forward", giver, (*OPEN, State.RETURNED)),
    allow("take_back", giver, (*OPEN, State.RETURNED)),
    allow("give_opinion", holder & owes_an_opinion, OPEN),
    allow("finish", (holder & lead_that_answers) | the_system, OPEN),
    allow("close", leader | the_system, OPEN),  # the Office urges and takes back, no more
    allow("reopen", giver & lead_that_answers, State.DONE),
    allow("report_progress", holder & to_act_on, OPEN),
    allow("ask_extension", asker & to_act_on & timed, OPEN),
    allow("urge", giver | (followed_by_me & paper_in_sight), OPEN),
)

# --- an extension


@predicate
def asked_of_me(actor: Actor) -> Q:
    """I set the date that is to move, or direct today for who did."""
    if actor.person_id is None:
        return NOBODY
    seen = visible(actor, ObjectKind.DOCUMENT, of="flow__document_id")
    return Q(flow__giver__in=acting.persons(actor, "may_direct")) & seen


EXTENSIONS = Policy(
    "routing.Extension",
    allow("grant_extension", asked_of_me, ExtensionState.ASKED),
    allow("refuse_extension", asked_of_me, ExtensionState.ASKED),
)

# --- meetings, phrases, settings


@predicate
def assigned_by_me(actor: Actor) -> Q:
    return Q(assigned_by=actor.person_id) if actor.person_id else NOBODY


@predicate
def meeting_of_my_office(actor: Actor) -> Q:
    if actor.person_id is None:
        return NOBODY
    offices = offices_run_by(actor) | acting.offices_headed(actor)
    return Q(document__office__in=offices)


@predicate
def still_stands(actor: Actor) -> Q:
    return Q(cancelled_at__isnull=True)


ATTENDANCES = Policy(
    "routing.Attendance",
    allow(
        "cancel_attendance",
        (assigned_by_me | meeting_of_my_office) & paper_in_sight & still_stands,
        ANY,
    ),
    state_field="part",
)


@predicate
def runs_this_office(actor: Actor) -> Q:
    return Q(pk__in=offices_run_by(actor)) if actor.person_id else NOBODY


@predicate
def leads_this_office(actor: Actor) -> Q:
    """In the leadership of the agency: keeps phrases of his own."""
    if actor.person_id is None:
        return NOBODY
    return Q(pk__in=standing_of(actor).own.offices_led())


OFFICES = Policy(
    "organisation.RegistryOffice",
    allow("set_routine_kinds", runs_this_office | the_system, ANY),
    allow("set_unit_keywords", runs_this_office | the_system, ANY),
    allow("keep_phrase", runs_this_office | the_system, ANY),
    allow("keep_own_phrase", leads_this_office | runs_this_office, ANY),
    state_field="place",
)


@predicate
def own_phrase(actor: Actor) -> Q:
    return Q(owner=actor.person_id) if actor.person_id else NOBODY


@predicate
def phrase_of_my_office(actor: Actor) -> Q:
    if actor.person_id is None:
        return NOBODY
    return Q(owner__isnull=True, office__in=offices_run_by(actor))


PHRASES = Policy(
    "routing.StockPhrase",
    allow("drop_phrase", own_phrase | phrase_of_my_office | the_system, ANY),
    state_field="text",
)
