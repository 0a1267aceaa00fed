# SPDX-License-Identifier: AGPL-3.0-or-later
"""Posts, roles, fields of leaders, stand-ins and duty: who is what, from when until when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from congso.audit import services as audit
from congso.common.actor import Actor
from congso.common.vietnamese import nfc
from congso.organisation.enums import Position, Rank
from congso.organisation.events import (
    Appointed,
    DutyAssigned,
    FieldAssigned,
    PostEnded,
    RoleEnded,
    RoleGranted,
    StandInAppointed,
)
from congso.organisation.models import DutyTurn, LeaderField, Post, RoleGrant, StandIn, Unit
from congso.organisation.services import two_people
from congso.organisation.services.clashes import (
    Clash,
    clashes_told,
    require_no_later,
    require_order,
)
from congso.organisation.services.structure import (
    is_open,
    require_manager,
    require_office,
    require_place_of,
)

LONGEST_STAND_IN = dt.timedelta(days=90)


class UnitClosed(Exception):
    message = _("This unit is closed on that day. Choose its successor.")


@dataclass(frozen=True)
class PostData:
    person_id: int
    unit_id: int
    title: str
    position: str = Position.MEMBER
    rank: int = Rank.OFFICER
    is_primary: bool = True


@transaction.atomic
def appoint(
    actor: Actor, *, data: PostData, valid_from: dt.date, asked_by: int | None = None
) -> Post:
    """Give a person a post from a day on (R-01).

    One that opens the papers of an agency is given by two: `asked_by` has asked, `actor` confirms.
    Raises Denied, NeedsTwo, UnitClosed, or Clash when the unit has a head or the person a primary
    post already in that time.
    """
    two_people.require_giver(actor, person_id=data.person_id, asked_by=asked_by)
    post = place(data, valid_from)
    two_people.require_two_for_post(actor, post, asked_by=asked_by)
    after = {"title": post.title, "unit": post.unit.code, "from": valid_from.isoformat()}
    audit.record(actor, Appointed(post.pk, post.person_id, asked_by), after=after)
    return post


def place(data: PostData, valid_from: dt.date) -> Post:
    """Write a post; the service that calls has asked who may. Raises UnitClosed or Clash."""
    # Held, so that nobody closes the unit meanwhile; other posts in it are given at the same time.
    unit = Unit.objects.select_for_update(no_key=True).get(pk=data.unit_id)
    if not is_open(unit, valid_from):
        raise UnitClosed
    with clashes_told():
        return Post.objects.create(
            person_id=data.person_id,
            unit=unit,
            title=nfc(data.title),
            position=Position(data.position),
            rank=Rank(data.rank),
            is_primary=data.is_primary,
            valid_from=valid_from,
        )


@transaction.atomic
def end_post(actor: Actor, *, post_id: int, last_day: dt.date) -> Post:
    """End a post after its last day; what the person saw through it ends with it.

    Raises Denied, or Clash for a day before the first or after the present last.
    """
    require_manager(actor)
    return close_post(actor, post_id=post_id, last_day=last_day)


def close_post(actor: Actor, *, post_id: int, last_day: dt.date) -> Post:
    """The same within a service that has asked who may."""
    post = Post.objects.select_for_update().get(pk=post_id)
    require_order(post.valid_from, last_day)
    require_no_later(post.valid_until, last_day)
    before = {"last_day": post.valid_until.isoformat() if post.valid_until else None}
    post.valid_until = last_day
    with clashes_told():
        post.save(update_fields=["valid_until"])
    after = {"last_day": last_day.isoformat()}
    audit.record(actor, PostEnded(post.pk, post.person_id), before=before, after=after)
    return post


@transaction.atomic
def grant_role(actor: Actor, *, grant: RoleGrant, asked_by: int | None = None) -> RoleGrant:
    """Give a dated duty beside the post; `grant` is an unsaved row. The database refuses a clerk
    without an office, a secretary without a leader, an inspector without a dated decision.

    One that opens much is given by two: `asked_by`, an issuer, has asked, and `actor` confirms.
    The command line and the product itself give alone. Raises Denied, NeedsTwo, AskerGone, or
    Clash, also when the person has a role that nobody has beside this one (KEPT_APART).
    """
    two_people.require_giver(actor, person_id=grant.person_id, asked_by=asked_by)
    require_order(grant.valid_from, grant.valid_until)
    two_people.require_apart(grant)
    with clashes_told():
        grant.save(force_insert=True)
    two_people.require_two_for_role(actor, grant, asked_by=asked_by)
    after = {"role": grant.role, "decision": grant.decision, "from": grant.valid_from.isoformat()}
    audit.record(actor, RoleGranted(grant.pk, grant.person_id, asked_by), after=after)
    return grant


@transaction.atomic
def end_role(actor: Actor, *, role_grant_id: int, last_day: dt.date) -> RoleGrant:
    """End a duty after its last day.

    Raises Denied, or Clash for a day before the first or after the present last.
    """
    require_manager(actor)
    grant = RoleGrant.objects.select_for_update().get(pk=role_grant_id)
    require_order(grant.valid_from, last_day)
    require_no_later(grant.valid_until, last_day)
    before = {"last_day": grant.valid_until.isoformat() if grant.valid_until else None}
    grant.valid_until = last_day
    grant.save(update_fields=["valid_until"])
    after = {"role": grant.role, "last_day": last_day.isoformat()}
    audit.record(actor, RoleEnded(grant.pk, grant.person_id), before=before, after=after)
    return grant


@transaction.atomic
def assign_field(
    actor: Actor, *, leader_id: int, unit_id: int, office_id: int, valid_from: dt.date
) -> LeaderField:
    """Phân công lãnh đạo phụ trách: from that day the unit's work is in this leader's field.

    An earlier assignment of the unit ends the day before. By the Office, or by the head of the
    agency or its Office. Raises Denied, or Clash when the unit is in a field from that day already.
    """
    require_office(actor, "assign_field", office_id)
    earlier = LeaderField.objects.select_for_update().filter(
        unit_id=unit_id, registry_office_id=office_id, valid_until__isnull=True,
        valid_from__lt=valid_from,
    )  # fmt: skip
    before = {"leaders": list(earlier.values_list("leader", flat=True))}
    earlier.update(valid_until=valid_from - dt.timedelta(days=1))
    with clashes_told():
        field = LeaderField.objects.create(
            leader_id=leader_id, unit_id=unit_id, registry_office_id=office_id,
            valid_from=valid_from,
        )  # fmt: skip
    after = {"unit": unit_id, "from": valid_from.isoformat()}
    audit.record(actor, FieldAssigned(field.pk, leader_id), before=before, after=after)
    return field


@transaction.atomic
def appoint_stand_in(actor: Actor, *, stand_in: StandIn) -> StandIn:
    """Name who acts for an absent person between two days (B-48); `stand_in` is an unsaved row.

    By the Office, by the head of the agency or its Office, or by the absent person himself. Raises
    Denied, or Clash for more than 90 days.
    """
    if actor.person_id != stand_in.absent_id:
        require_place_of(actor, "stand_in", stand_in.absent_id)
    require_order(stand_in.valid_from, stand_in.valid_until)
    if stand_in.valid_until - stand_in.valid_from > LONGEST_STAND_IN:
        raise Clash(_("Standing in lasts 90 days at most. Choose an earlier last day."), "length")
    with clashes_told():
        stand_in.save(force_insert=True)
    audit.record(
        actor,
        StandInAppointed(stand_in.pk, stand_in.absent_id),
        after={
            "stand_in": stand_in.stand_in_id,
            "from": stand_in.valid_from.isoformat(),
            "until": stand_in.valid_until.isoformat(),
        },
    )
    return stand_in


@transaction.atomic
def assign_duty(actor: Actor, *, turn: DutyTurn) -> DutyTurn:
    """Put a person on duty for some days; `turn` is an unsaved row.

    By the Office, or by the head of the agency or its Office.
    """
    require_office(actor, "assign_duty", turn.registry_office_id)
    with clashes_told():
        turn.save(force_insert=True)
    days = {"from": turn.first_day.isoformat(), "until": turn.last_day.isoformat()}
    audit.record(actor, DutyAssigned(turn.pk, turn.person_id), after={"kind": turn.kind, **days})
    return turn
