# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first set-up: the agency and its first account, while the database is empty."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from congso.accounts.models import Person
from congso.accounts.services import passwords, persons
from congso.administration.events import AgencySetUp
from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.organisation.enums import Position, Rank, Role, UnitKind
from congso.organisation.models import RoleGrant, Unit
from congso.organisation.services import people, structure

_LOCK = 7_120_401  # any number of our own: two first set-ups at once take turns


class AlreadySetUp(Exception):
    """There is an organisation; it is never touched."""

    message = _("The agency is set up already. Sign in.")


@dataclass(frozen=True)
class AgencyData:
    """The agency as it is called and printed, and the Office's first person."""

    name: str
    printed_superior: str
    symbol: str
    place: str
    office_name: str
    leadership_name: str
    full_name: str
    gender: str
    staff_kind: str
    title: str
    is_head: bool
    password: str


def is_empty() -> bool:
    """Whether there is neither a unit nor a person."""
    return not (Unit.objects.exists() or Person.objects.exists())


@transaction.atomic
def set_up(actor: Actor, *, data: AgencyData, now: dt.datetime | None = None) -> Person:
    """Make the agency with its registry office, leadership and Office, and the first account.

    The person heads the Office or is its deputy, and issues accounts from now on (R-06). `actor`
    is the product: there is nobody yet. Returns the person. Raises AlreadySetUp, Denied, UnfitName
    or ValidationError (of the password or a field); then nothing is made.
    """
    if not actor.is_system:
        raise Denied("set_up")
    now = now or clock.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    if not is_empty():
        raise AlreadySetUp
    agency, office = _units(actor, data, clock.day_of(now))
    person = persons.create_person(
        actor, full_name=data.full_name, gender=data.gender, staff_kind=data.staff_kind
    )
    passwords.change_password(actor, person=person, password=data.password, now=now)
    _place(actor, data, person, office, clock.day_of(now))
    audit.record(actor, AgencySetUp(agency.pk), after={"name": agency.name, "symbol": data.symbol})
    return person


def _units(actor: Actor, data: AgencyData, today: dt.date) -> tuple[Unit, Unit]:
    def opened(kind: str, name: str, parent: Unit | None, position: int, code: str) -> Unit:
        described = structure.UnitData(
            code=code, kind=kind, name=name, parent_id=parent.pk if parent else None,
            position=position,
        )  # fmt: skip
        return structure.open_unit(actor, data=described, valid_from=today)

    agency = opened(UnitKind.AGENCY, data.name, None, 0, data.symbol)
    structure.establish_registry(
        actor, unit_id=agency.pk, symbol=data.symbol, printed_name=data.name.upper(),
        printed_parent=data.printed_superior.upper(), stamp_name=data.name.upper(),
        place=data.place, valid_from=today,
    )  # fmt: skip
    agency.refresh_from_db()
    opened(UnitKind.LEADERSHIP, data.leadership_name, agency, 1, f"{data.symbol}-LĐ")
    return agency, opened(UnitKind.OFFICE, data.office_name, agency, 2, f"{data.symbol}-VP")


def _place(actor: Actor, data: AgencyData, person: Person, office: Unit, today: dt.date) -> None:
    post = people.PostData(
        person_id=person.pk,
        unit_id=office.pk,
        title=data.title,
        position=Position.HEAD if data.is_head else Position.DEPUTY,
        rank=Rank.UNIT_HEAD if data.is_head else Rank.UNIT_DEPUTY,
    )
    people.appoint(actor, data=post, valid_from=today)
    for role in (Role.ACCOUNT_ISSUER, Role.CONTACT):
        people.grant_role(actor, grant=RoleGrant(person_id=person.pk, role=role, valid_from=today))
