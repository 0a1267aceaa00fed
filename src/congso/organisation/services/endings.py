# SPDX-License-Identifier: AGPL-3.0-or-later
"""What ends before its day: fields, stand-ins, turns of duty; and people who move or leave."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q

from congso.accounts.services import persons
from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.organisation.events import (
    Appointed,
    DutyRemoved,
    FieldEnded,
    PersonLeft,
    PersonMoved,
    RoleEnded,
    StandInEnded,
)
from congso.organisation.models import DutyTurn, LeaderField, Post, RoleGrant, StandIn
from congso.organisation.services import people, two_people
from congso.organisation.services.clashes import require_no_later, require_order
from congso.organisation.services.structure import (
    require_manager,
    require_office,
    require_place_of,
)

_ONE_DAY = dt.timedelta(days=1)


@transaction.atomic
def end_field(actor: Actor, *, leader_field_id: int, last_day: dt.date) -> LeaderField:
    """The unit's work leaves the leader's field after that day. Raises Denied or Clash."""
    field = LeaderField.objects.select_for_update().get(pk=leader_field_id)
    require_office(actor, "assign_field", field.registry_office_id)
    require_order(field.valid_from, last_day)
    require_no_later(field.valid_until, last_day)
    before = {"last_day": field.valid_until.isoformat() if field.valid_until else None}
    field.valid_until = last_day
    field.save(update_fields=("valid_until",))
    event = FieldEnded(field.pk, field.leader_id)
    audit.record(actor, event, before=before, after={"last_day": last_day.isoformat()})
    return field


@transaction.atomic
def end_stand_in(actor: Actor, *, stand_in_id: int, today: dt.date | None = None) -> StandIn:
    """The absent person is back: standing in ends now, and counts for nothing from now on.

    By himself, by the Office, or by the head of the agency or its Office. Raises Denied.
    """
    today = today or clock.today()
    row = StandIn.objects.select_for_update().get(pk=stand_in_id)
    if actor.person_id != row.absent_id:
        require_place_of(actor, "stand_in", row.absent_id)
    facts = {"from": row.valid_from.isoformat(), "until": row.valid_until.isoformat()}
    after = {"until": (today - _ONE_DAY).isoformat()}
    audit.record(actor, StandInEnded(row.pk, row.absent_id), before=facts, after=after)
    if row.valid_from >= today:
        row.delete()  # it has never held; the trail keeps what it was
    elif row.valid_until >= today:
        row.valid_until = today - _ONE_DAY
        row.save(update_fields=("valid_until",))
    return row


@transaction.atomic
def remove_duty(actor: Actor, *, duty_turn_id: int) -> None:
    """Take a turn of duty from the table. Raises Denied."""
    turn = DutyTurn.objects.select_for_update().get(pk=duty_turn_id)
    require_office(actor, "assign_duty", turn.registry_office_id)
    before = {"from": turn.first_day.isoformat(), "until": turn.last_day.isoformat()}
    audit.record(actor, DutyRemoved(turn.pk, turn.person_id), before=before, after={})
    turn.delete()


@transaction.atomic
def move_person(
    actor: Actor, *, post_id: int, data: people.PostData, since: dt.date,
    asked_by: int | None = None,
) -> Post:  # fmt: skip
    """Move a person: the old post ends the day before the new one begins (R-12).

    Into a post that opens the papers of an agency two people move him, as in people.appoint();
    another title in the place he has without an end opens nothing. Raises Denied, NeedsTwo,
    UnitClosed or Clash.
    """
    two_people.require_giver(actor, person_id=data.person_id, asked_by=asked_by)
    own = Post.objects.filter(pk=post_id, person=data.person_id)
    if not own.exists():
        raise Denied("move")
    stays = own.filter(unit=data.unit_id, position=data.position, valid_until__isnull=True)
    same_place = stays.exists()
    old = people.close_post(actor, post_id=post_id, last_day=since - _ONE_DAY)
    new = people.place(data, since)
    if not same_place:
        two_people.require_two_for_post(actor, new, asked_by=asked_by)
    title = {"title": new.title, "unit": new.unit.code, "from": since.isoformat()}
    audit.record(actor, Appointed(new.pk, new.person_id, asked_by), after=title)
    before = {"unit": old.unit_id, "title": old.title}
    after = {"unit": new.unit_id, "title": new.title, "from": since.isoformat()}
    audit.record(actor, PersonMoved(new.pk, new.person_id), before=before, after=after)
    return new


@transaction.atomic
def leave(actor: Actor, *, person_id: int, last_day: dt.date, today: dt.date | None = None) -> None:
    """A person leaves: posts, duties, fields and stand-ins end on that day, then the account
    closes (R-12). With a day that is over it closes at once. Raises Denied or Clash.
    """
    require_manager(actor)
    today = today or clock.today()
    person = persons.set_leaving(actor, person_id=person_id, last_day=last_day)
    later = Q(valid_until__isnull=True) | Q(valid_until__gt=last_day)
    for post in Post.objects.filter(later, person=person_id).order_by("pk"):
        people.end_post(actor, post_id=post.pk, last_day=max(last_day, post.valid_from))
    for grant in RoleGrant.objects.filter(later, person=person_id).order_by("pk"):
        people.end_role(actor, role_grant_id=grant.pk, last_day=max(last_day, grant.valid_from))
    _end_secretaries(actor, person_id, last_day)
    for field in LeaderField.objects.filter(later, leader=person_id).order_by("pk"):
        end_field(actor, leader_field_id=field.pk, last_day=max(last_day, field.valid_from))
    acts = StandIn.objects.filter(Q(absent=person_id) | Q(stand_in=person_id))
    for row in acts.filter(valid_until__gt=last_day).order_by("pk"):
        end_stand_in(actor, stand_in_id=row.pk, today=last_day + _ONE_DAY)
    audit.record(actor, PersonLeft(person_id), after={"last_day": last_day.isoformat()})
    if last_day < today:
        persons.lock(actor, person=person)


def _end_secretaries(actor: Actor, leader_id: int, last_day: dt.date) -> None:
    """Who prepared for a leader that leaves prepares for nobody."""
    later = Q(valid_until__isnull=True) | Q(valid_until__gt=last_day)
    for grant in RoleGrant.objects.select_for_update().filter(later, leader=leader_id):
        grant.valid_until = max(last_day, grant.valid_from)
        grant.save(update_fields=("valid_until",))
        after = {"role": grant.role, "last_day": grant.valid_until.isoformat()}
        audit.record(actor, RoleEnded(grant.pk, grant.person_id), after=after)
