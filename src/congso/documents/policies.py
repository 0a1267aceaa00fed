# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what with a paper and a book (VISIBILITY.md). Deny by default; read top to bottom."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from congso.access.enums import Level, ObjectKind
from congso.access.queries import visible
from congso.common.actor import Actor
from congso.common.policy import ANY, NOBODY, Policy, allow, predicate, the_system
from congso.documents.enums import BookState, EnvelopeState, State
from congso.documents.models import DocumentFile
from congso.filestore.queries import hashes_asked_by
from congso.organisation.enums import Role
from congso.organisation.standing import standing_of


@predicate
def in_sight(actor: Actor) -> Q:
    """Has an access row: reader of the office, field, unit, flow, list of a restricted paper."""
    return visible(actor, ObjectKind.DOCUMENT)


@predicate
def in_outline(actor: Actor) -> Q:
    """Sees at least number, date and "restricted paper"."""
    return visible(actor, ObjectKind.DOCUMENT, Level.OUTLINE)


@predicate
def clerk_of_office(actor: Actor) -> Q:
    """A clerk of the registry office the paper or book belongs to, or his dated substitute."""
    return Q(office__in=offices_as_clerk(actor)) if actor.person_id else NOBODY


@predicate
def works_in_the_office(actor: Actor) -> Q:
    """Has a post in a unit whose papers this registry office registers."""
    return Q(office__in=offices_of(actor)) if actor.person_id else NOBODY


def offices_of(actor: Actor) -> set[int]:
    """The registry offices of the units in which the actor has a post today."""
    own = standing_of(actor).own
    return {post.office_id for post in own.posts if post.office_id is not None}


@predicate
def runs_the_office(actor: Actor) -> Q:
    """Chánh or Phó Chánh Văn phòng; in a Chi cục its head or whom he named."""
    return Q(office__in=offices_run_by(actor)) if actor.person_id else NOBODY


@predicate
def leads_the_office(actor: Actor) -> Q:
    """Head or deputy head of the agency, himself or by a stand-in that may direct."""
    return Q(office__in=offices_led_by(actor)) if actor.person_id else NOBODY


def can_be_handled_by(office_id: int, people: Iterable[int]) -> bool:
    """Whether one of these people may distribute or direct a paper of the office today.

    A restricted paper whose list names none of those would lie where nobody can reach it.
    """
    actors = (Actor(person_id) for person_id in people)
    return any(office_id in offices_run_by(one) | offices_led_by(one) for one in actors)


@predicate
def reader_of_office(actor: Actor) -> Q:
    """Sees all papers of the office: its head, its Office, its clerks."""
    if actor.person_id is None:
        return NOBODY
    offices: set[int] = set(offices_as_clerk(actor)) | offices_run_by(actor)
    for facts in standing_of(actor).everyone():
        offices |= facts.offices_headed()
    return Q(office__in=offices)


@predicate
def asked_for_the_removal(actor: Actor) -> Q:
    """Asked for the emergency removal of its files, and nobody has confirmed it yet."""
    if actor.person_id is None:
        return NOBODY
    asked = DocumentFile.objects.filter(sha256__in=hashes_asked_by(actor))
    return Q(pk__in=asked.values("document"))


def offices_as_clerk(actor: Actor) -> set[int]:
    offices: set[int] = set()
    for facts in standing_of(actor).acting("may_register"):
        offices |= facts.offices_with_role(Role.CLERK)
    return offices


def offices_led_by(actor: Actor) -> set[int]:
    """Registry offices of whose agency the actor is head or deputy today."""
    offices: set[int] = set()
    for facts in standing_of(actor).acting("may_direct"):
        offices |= facts.offices_led()
    return offices


def offices_run_by(actor: Actor) -> set[int]:
    """Registry offices whose incoming papers the actor distributes today.

    Where the agency has an Office of its own, its heads; elsewhere the head of the agency; and in
    both whom they named.
    """
    run: set[int] = set()
    for facts in standing_of(actor).acting("may_direct"):
        run |= facts.offices_run() | facts.offices_with_role(Role.DISTRIBUTOR)
        run |= {
            post.office_id
            for post in facts.posts
            if post.unit_is_office and post.position == "head" and post.office_id is not None
        }
    return run


NUMBERED = (State.REGISTERED, State.DISTRIBUTED, State.FINISHED)

DOCUMENTS = Policy(
    "documents.Document",
    #      action              who                                 while the paper is
    allow("view", in_sight, ANY),
    allow("view", the_system, ANY),
    allow("outline", in_outline, ANY),
    allow("register", clerk_of_office | the_system, State.RECEIVED),
    allow("claim", clerk_of_office, (State.RECEIVED, State.BLANK)),
    allow("complete", clerk_of_office, State.BLANK),
    allow("scan", clerk_of_office, (State.BLANK, State.REGISTERED)),
    allow("correct", clerk_of_office & in_sight, State.REGISTERED),
    allow("join", clerk_of_office | the_system, NUMBERED),
    allow("join_into", clerk_of_office | the_system, State.RECEIVED),
    allow("annex", clerk_of_office, NUMBERED),
    allow("return_to_sender", clerk_of_office, (State.RECEIVED, State.REGISTERED)),
    allow(
        "void",
        clerk_of_office | (runs_the_office & in_sight),
        (State.REGISTERED, State.BLANK),
    ),
    allow("restrict", (clerk_of_office | runs_the_office | leads_the_office) & in_sight, NUMBERED),
    allow("widen", (runs_the_office | leads_the_office) & in_sight, NUMBERED),
    # A secret paper that slipped in: whoever meets it asks, a second person of those who lead the
    # Office or the agency confirms (filestore sees to it that they are two).
    allow("ask_secret_removal", (clerk_of_office | runs_the_office) & in_sight, ANY),
    allow("withdraw_secret_removal", asked_for_the_removal & in_sight, ANY),
    allow("confirm_secret_removal", (runs_the_office | leads_the_office) & in_sight, ANY),
    allow("hand_receipt", clerk_of_office & in_sight, NUMBERED),
    allow("access_history", reader_of_office & in_sight, ANY),
    allow("distribute", runs_the_office | the_system, State.REGISTERED),
    allow("send_to_office", runs_the_office | (leads_the_office & in_sight) | the_system, NUMBERED),
    allow("withdraw", the_system, State.RECEIVED),
    allow("move_due", the_system, ANY),
    allow("hold_clock", the_system, (State.RECEIVED, *NUMBERED)),
    allow("release_clock", the_system, ANY),
    allow("finish", the_system, State.DISTRIBUTED),
    allow("reopen", the_system, State.FINISHED),
)

BOOKS = Policy(
    "documents.Book",
    allow("view", reader_of_office | the_system, ANY),
    allow("receive", clerk_of_office | the_system, BookState.OPEN),
    allow("hand_in", works_in_the_office, BookState.OPEN),
    allow("register", clerk_of_office | the_system, BookState.OPEN),
    allow("issue_inside", clerk_of_office | the_system, ANY),
    allow("open", clerk_of_office | the_system, BookState.OPEN),
    allow("take_block", clerk_of_office | the_system, BookState.OPEN),
    allow("reserve_paper_numbers", runs_the_office, BookState.OPEN),
    allow("insert", runs_the_office, BookState.OPEN),
    allow("close", clerk_of_office | the_system, BookState.OPEN),
)

ENVELOPES = Policy(
    "documents.Envelope",
    allow("view", clerk_of_office | runs_the_office, ANY),
    allow("pass_on", clerk_of_office, ANY),
    allow("register", clerk_of_office, EnvelopeState.PASSED_ON),
)

SCHEMES = Policy(
    "documents.BookScheme",
    allow("view", reader_of_office | the_system, ANY),
    allow("set", runs_the_office | the_system, ANY),
)

BLOCKS = Policy(
    "documents.NumberBlock",
    allow("view", clerk_of_office | runs_the_office, ANY),
    allow("scan", clerk_of_office, ANY),
)
