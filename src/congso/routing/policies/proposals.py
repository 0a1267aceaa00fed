# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what with proposals, papers given back to the clerk, and directions."""

from __future__ import annotations

from django.db.models import Q

from congso.access.enums import ObjectKind
from congso.access.queries import visible
from congso.common.actor import Actor
from congso.common.policy import ANY, NOBODY, Policy, allow, predicate, the_system
from congso.documents.policies import offices_run_by
from congso.organisation.enums import Role as Duty
from congso.organisation.standing import standing_of
from congso.routing import acting
from congso.routing.enums import (
    OPEN_STAGES,
    Stage,
    Way,
)
from congso.routing.givers import author_is_gone


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
    allow("withdraw", of_my_distribution & paper_in_sight, Stage.RETURNED),  # let it rest
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


@predicate
def its_leader_is_gone(actor: Actor) -> Q:
    """Entered for a leader who has no post in the agency any more, and not closed yet."""
    return author_is_gone() & Q(closed__isnull=True)


@predicate
def of_a_paper_i_answer_for(actor: Actor) -> Q:
    """On a paper of the agency whose Office I run, or at whose head I stand."""
    if actor.person_id is None:
        return NOBODY
    offices = {*offices_run_by(actor), *acting.offices_headed(actor)}
    return Q(document__office__in=offices) & paper_in_sight(actor)


DIRECTIONS = Policy(
    "routing.Direction",
    allow("view", paper_in_sight | the_system, ANY),
    allow(
        "close_confirmation",
        of_a_paper_i_answer_for & its_leader_is_gone & not_confirmed,
        (Way.SPOKEN, Way.HANDWRITTEN),
    ),
    allow("confirm", mine_alone & paper_in_sight & not_confirmed, (Way.SPOKEN, Way.HANDWRITTEN)),
    state_field="way",
)
