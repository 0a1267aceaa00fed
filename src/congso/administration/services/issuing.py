# SPDX-License-Identifier: AGPL-3.0-or-later
"""New accounts with their posts, and the slips on which first passwords go out (R-07)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from congso.accounts.models import Person
from congso.accounts.services import passwords, persons
from congso.administration.events import SlipsIssued
from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.organisation.enums import Position, Rank
from congso.organisation.models import Post
from congso.organisation.queries import valid_on
from congso.organisation.services import people


@dataclass(frozen=True)
class AccountData:
    """A person and his first post."""

    full_name: str
    gender: str
    staff_kind: str
    unit_id: int
    title: str
    position: str = Position.MEMBER
    rank: int = Rank.OFFICER
    phone: str = ""
    valid_from: dt.date | None = None


@dataclass(frozen=True)
class Slip:
    """What a slip says. The password exists here and on the paper, nowhere else."""

    full_name: str
    login: str
    post: str
    password: str
    expires_at: dt.datetime


@transaction.atomic
def open_account(actor: Actor, *, data: AccountData) -> Person:
    """Create an account with its post. It has no password until a slip is issued (R-03, R-06).

    Raises Denied, UnfitName, UnitClosed, Clash or ValidationError; then nothing is made.
    """
    person = persons.create_person(
        actor, full_name=data.full_name, gender=data.gender, staff_kind=data.staff_kind,
        phone=data.phone,
    )  # fmt: skip
    post = people.PostData(person.pk, data.unit_id, data.title, data.position, data.rank)
    people.appoint(actor, data=post, valid_from=data.valid_from or clock.today())
    return person


@transaction.atomic
def issue_slips(
    actor: Actor, *, person_ids: Iterable[int], now: dt.datetime | None = None
) -> list[Slip]:
    """Draw a first password for each of these people and return the slips, this once.

    All or none. Raises Denied, or NeedsSecondPerson. The trail says that they were shown, never
    what they say.
    """
    now = now or clock.now()
    wanted = sorted(set(person_ids))
    found = Person.objects.select_for_update().filter(pk__in=wanted).order_by("sort_key", "pk")
    posts = _posts(wanted, clock.day_of(now))
    slips = [_slip(actor, person, posts.get(person.pk, ""), now) for person in found]
    if slips:
        event = SlipsIssued(actor.person_id or 0, len(slips), tuple(wanted))
        audit.record(actor, event)
    return slips


@transaction.atomic
def issue_guarded_slip(
    actor: Actor, *, person_id: int, asked_by: int, now: dt.datetime | None = None
) -> Slip:
    """The slip of a leader, a clerk or an administrator, drawn by the second of two. Raises Denied.

    Only the second person sees it, and only because the first has asked.
    """
    now = now or clock.now()
    person = Person.objects.select_for_update().get(pk=person_id)
    password = passwords.issue_by_two(actor, person=person, asked_by=asked_by, now=now)
    audit.record(actor, SlipsIssued(actor.person_id or 0, 1, (person_id,)))
    return _written(
        person, _posts([person_id], clock.day_of(now)).get(person_id, ""), password, now
    )


def _slip(actor: Actor, person: Person, post: str, now: dt.datetime) -> Slip:
    password = passwords.issue_password(actor, person=person, now=now)
    return _written(person, post, password, now)


def _written(person: Person, post: str, password: str, now: dt.datetime) -> Slip:
    until = now + passwords.ISSUED_VALID
    return Slip(person.full_name, person.login, post, password, until)


def _posts(person_ids: list[int], day: dt.date) -> dict[int, str]:
    rows = Post.objects.filter(valid_on(day), person__in=person_ids).select_related("unit")
    return {row.person_id: str(row) for row in rows.order_by("is_primary", "-pk")}
