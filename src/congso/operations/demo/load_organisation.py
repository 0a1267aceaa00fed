# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demo organisation into the database, by the same services as any other."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from congso.accounts.enums import Gender, StaffKind
from congso.accounts.models import Person
from congso.accounts.services import persons
from congso.accounts.services.passwords import set_demo_password
from congso.common import clock
from congso.common.actor import Actor
from congso.operations.demo import office_rules
from congso.operations.demo.organisation import DemoOrganisation, DemoPerson, load_organisation
from congso.organisation.enums import DutyKind, Position, Rank, Role
from congso.organisation.models import DutyTurn, RegistryOffice, RoleGrant, Unit
from congso.organisation.services import agencies, people, structure

FOUNDED = dt.date(2012, 1, 1)
STAFF_KINDS = {
    "công chức": StaffKind.OFFICIAL,
    "viên chức": StaffKind.PUBLIC_EMPLOYEE,
    "nhân viên": StaffKind.WORKER,
}
# role in the data -> (position in the unit, rank)
STANDING = {
    "director": (Position.HEAD, Rank.DIRECTOR),
    "deputy_director": (Position.DEPUTY, Rank.DEPUTY_DIRECTOR),
    "office_head": (Position.HEAD, Rank.UNIT_HEAD),
    "office_deputy": (Position.DEPUTY, Rank.UNIT_DEPUTY),
    "unit_head": (Position.HEAD, Rank.UNIT_HEAD),
    "unit_deputy": (Position.DEPUTY, Rank.UNIT_DEPUTY),
    "driver": (Position.MEMBER, Rank.WORKER),
}
PRINTED_PARENT = {"SNN": "ỦY BAN NHÂN DÂN TỈNH BÌNH ĐỊNH"}
# the data's keys as people of the Office would name these groups
OUTSIDE_GROUPS = {
    "bo": "Bộ, ngành trung ương",
    "tinh": "Tỉnh ủy, HĐND, UBND tỉnh",
    "so": "Sở, ban, ngành tỉnh",
    "tinh_nganh": "Cơ quan ngành dọc ở tỉnh",
    "huyen": "Huyện, thị xã, thành phố",
    "xa": "Xã, phường, thị trấn",
    "doan_the": "Đoàn thể, hội",
    "khac": "Khác",
}
STAMP_NAMES = {"SNN": "SỞ NN VÀ PTNT"}


class AlreadyOrganised(Exception):
    """The database holds an organisation; the demo never touches it."""


@transaction.atomic
def load(actor: Actor, *, today: dt.date | None = None) -> None:
    """Make the units, registry offices, people, roles, fields, outside agencies, offices' rules.

    Duty turns and the inspector's decision lie around ``today`` (the day of the clock). Raises
    AlreadyOrganised when there is any unit.
    """
    if Unit.objects.exists():
        raise AlreadyOrganised
    data = load_organisation()
    _units(actor, data)
    accounts = {person.login: _person(actor, person) for person in data.people}
    set_demo_password(actor, persons=accounts.values(), password=data.password)
    _roles(actor, data, accounts, today or clock.today())
    _fields(actor, data, accounts)
    _outside(actor, data)
    office_rules.load(accounts)


def _units(actor: Actor, data: DemoOrganisation) -> None:
    made: dict[str, Unit] = {}
    for position, unit in enumerate(data.units):
        parent = made.get(unit.parent or "")
        described = structure.UnitData(
            code=unit.code,
            kind=unit.kind,
            name=unit.name,
            name_en=unit.name_en,
            parent_id=parent.pk if parent else None,
            mailbox=unit.mailbox or "",
            position=position,
        )
        made[unit.code] = structure.open_unit(actor, data=described, valid_from=FOUNDED)
    for unit in data.units:
        if unit.registry:
            above = made[unit.parent].name.upper() if unit.parent else ""
            structure.establish_registry(
                actor,
                unit_id=made[unit.code].pk,
                symbol=unit.registry,
                printed_name=unit.name.upper(),
                printed_parent=PRINTED_PARENT.get(unit.code, above),
                stamp_name=STAMP_NAMES.get(unit.code, unit.name.upper()),
                place=data.province,
                valid_from=FOUNDED,
            )


def _person(actor: Actor, person: DemoPerson) -> Person:
    account = persons.create_person(
        actor,
        full_name=person.name,
        gender=Gender.MALE if person.gender == "nam" else Gender.FEMALE,
        staff_kind=STAFF_KINDS[person.staff_kind],
        login=person.login,
        is_demo=True,
    )
    position, rank = next(
        (STANDING[role] for role in person.roles if role in STANDING),
        (Position.MEMBER, Rank.OFFICER),
    )
    people.appoint(
        actor,
        data=people.PostData(
            person_id=account.pk,
            unit_id=Unit.objects.get(code=person.unit).pk,
            title=person.title,
            position=position,
            rank=rank,
        ),
        valid_from=FOUNDED,
    )
    return account


def _roles(
    actor: Actor, data: DemoOrganisation, accounts: dict[str, Person], today: dt.date
) -> None:
    main = RegistryOffice.objects.get(unit__code="SNN")
    for person in data.people:
        office = Unit.objects.get(code=person.unit).office
        for role in (Role.CLERK, Role.ARCHIVIST, Role.IT_ADMIN):
            if str(role) in person.roles:
                _grant(actor, accounts[person.login], role, registry_office=office)
    duties = data.office
    for login in duties.account_issuers:
        _grant(actor, accounts[login], Role.ACCOUNT_ISSUER)
    _grant(actor, accounts[duties.contact], Role.CONTACT)
    for login in duties.approvers:
        _grant(actor, accounts[login], Role.APPROVER)
    for secretary, leader in duties.secretary_of.items():
        _grant(actor, accounts[secretary], Role.SECRETARY, leader=accounts[leader])
    people.grant_role(
        actor,
        grant=RoleGrant(
            person=accounts[duties.auditor],
            role=Role.AUDITOR,
            registry_office=main,
            decision="Quyết định số 12/QĐ-TTr của Chánh Thanh tra (dữ liệu mẫu)",
            valid_from=today - dt.timedelta(days=10),
            valid_until=today + dt.timedelta(days=20),
            scope_from=today - dt.timedelta(days=60),
            scope_until=today,
        ),
    )
    _duty(actor, [accounts[login] for login in duties.duty_leaders], main, today)


def _grant(actor: Actor, person: Person, role: Role, **scope: object) -> None:
    people.grant_role(actor, grant=RoleGrant(person=person, role=role, valid_from=FOUNDED, **scope))


def _duty(actor: Actor, leaders: list[Person], office: RegistryOffice, today: dt.date) -> None:
    """One leader a week in turn, from four weeks ago to eight weeks ahead."""
    monday = today - dt.timedelta(days=today.weekday())
    for week in range(-4, 9):
        first = monday + dt.timedelta(weeks=week)
        people.assign_duty(
            actor,
            turn=DutyTurn(
                registry_office=office,
                person=leaders[week % len(leaders)],
                kind=DutyKind.LEADER,
                first_day=first,
                last_day=first + dt.timedelta(days=6),
            ),
        )


def _fields(actor: Actor, data: DemoOrganisation, accounts: dict[str, Person]) -> None:
    main = RegistryOffice.objects.get(unit__code="SNN")
    for login, codes in data.fields_of_leaders.items():
        for code in codes:
            people.assign_field(
                actor,
                leader_id=accounts[login].pk,
                unit_id=Unit.objects.get(code=code).pk,
                office_id=main.pk,
                valid_from=FOUNDED,
            )


def _outside(actor: Actor, data: DemoOrganisation) -> None:
    for agency in data.external_agencies:
        agencies.add_external(
            actor,
            data=agencies.ExternalData(
                name=agency.name,
                email=agency.email,
                group=OUTSIDE_GROUPS[agency.group],
                edxml_code=agency.edxml_code or "",
            ),
        )
    for name, rule in data.groups.items():
        outside = rule if isinstance(rule, str) else [OUTSIDE_GROUPS[key] for key in rule]
        agencies.add_group(actor, name=name, rule=outside)
