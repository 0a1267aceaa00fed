# SPDX-License-Identifier: AGPL-3.0-or-later
"""Directions entered for a leader: written on paper by hand, or spoken (PRACTICE 2.5)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.common.lifecycle import WrongState
from congso.documents.services.locking import locked
from congso.routing import acting, parties
from congso.routing.enums import Way
from congso.routing.events import ConfirmationLetRest, DirectionConfirmed, ProposalOvertaken
from congso.routing.models import ConfirmationClosed, Direction
from congso.routing.parties import Slip, UnfitDirection
from congso.routing.policies import DIRECTED, DIRECTIONS, PAPERS
from congso.routing.services.direct import checked
from congso.routing.services.locking import above_of, open_proposal, require_basis
from congso.routing.services.propose import decide
from congso.routing.services.sending import Origin, send

ACTIONS = {Way.HANDWRITTEN: "enter_handwritten", Way.SPOKEN: "enter_spoken"}


@dataclass(frozen=True)
class Entered:
    """What the one who enters knows: whose words, and the photo or the hour they were spoken."""

    leader_id: int
    way: str
    paper_date: dt.date | None = None
    spoken_at: dt.datetime | None = None
    photo_sha256: str = ""
    photo_name: str = ""


@transaction.atomic
def enter_direction(
    actor: Actor, *, slip: Slip, entered: Entered, now: dt.datetime | None = None
) -> Direction:
    """Enter for a leader what he wrote on the paper, or said. It works at once and counts as his;
    he confirms it by one tap, and what he has not confirmed is listed.

    Raises WrongState, Denied, UnfitDirection (no photo, no such leader), DueInThePast, DueTooLate
    or NeedsWidening.
    """
    now = now or clock.now()
    document = locked(slip.document_id)
    if document.state not in DIRECTED:
        raise WrongState("enter_direction", document.state)
    PAPERS.require(actor, ACTIONS[Way(entered.way)], document)
    require_basis(document, slip.basis)
    _check(entered, now)
    parties.check_leader(document.office_id, entered.leader_id, now)
    parties.clean_text(slip.text, required=entered.way == Way.SPOKEN)
    named = checked(document, slip, now)
    proposal = open_proposal(document)
    if proposal is not None:
        decide(actor, proposal, "enter_direction", now, for_id=entered.leader_id)
        audit.record(actor, ProposalOvertaken(proposal.pk, document.pk))
    origin = Origin(
        entered.way,
        entered.leader_id,
        entered_by_id=actor.person_id,
        given_at=entered.spoken_at,
        paper_date=entered.paper_date,
        photo_sha256=entered.photo_sha256,
        photo_name=entered.photo_name,
        proposal=proposal,
    )
    return send(actor, document, slip, named, origin, above=above_of(document), now=now)


@transaction.atomic
def confirm(actor: Actor, *, direction_id: int, now: dt.datetime | None = None) -> Direction:
    """The leader's one tap: yes, these were my words. Raises Denied for anybody else or twice."""
    now = now or clock.now()
    direction = Direction.objects.select_for_update().get(pk=direction_id)
    DIRECTIONS.require(actor, "confirm", direction)
    direction.confirmed_at = now
    direction.save(update_fields=("confirmed_at",))
    audit.record(actor, DirectionConfirmed(direction.pk, direction.document_id))
    return direction


@transaction.atomic
def close_confirmation(
    actor: Actor, *, direction_id: int, note: str, now: dt.datetime | None = None
) -> ConfirmationClosed:
    """The leader left and will not confirm: the Office or the head of the agency says so.

    What was entered stays and holds, marked as never confirmed. Raises Denied while he is there,
    for others or twice; UnfitDirection without a note.
    """
    now = now or clock.now()
    note = parties.clean_text(note, field_name="reason", required=True)
    direction = Direction.objects.select_for_update(of=("self",)).get(pk=direction_id)
    DIRECTIONS.require(actor, "close_confirmation", direction)
    closed = ConfirmationClosed.objects.create(
        direction=direction, closed_by_id=acting.person_of(actor), at=now, note=note
    )
    event = ConfirmationLetRest(direction.pk, direction.document_id)
    audit.record(actor, event, after={"reason": note})
    return closed


def _check(entered: Entered, now: dt.datetime) -> None:
    if entered.way == Way.HANDWRITTEN:
        if not entered.photo_sha256:
            raise UnfitDirection({"photo": _("Attach a photo of the handwritten direction.")})
        if entered.paper_date is None or entered.paper_date > clock.day_of(now):
            raise UnfitDirection({"paper_date": _("Enter the date written on the paper.")})
    elif entered.spoken_at is not None and entered.spoken_at > now:
        raise UnfitDirection({"spoken_at": _("The time lies in the future.")})
