# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small Sở for tests: one Department with an Office and two rooms, one Chi cục of its own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from congso.accounts.models import Person
from congso.common.actor import Actor
from congso.organisation.enums import Position, Rank, Role, UnitKind
from congso.organisation.models import (
    AgencySymbol,
    ExternalAgency,
    LeaderField,
    Post,
    RegistryOffice,
    RoleGrant,
    Unit,
    UnitName,
)

LONG_AGO = dt.date(2012, 1, 1)


def make_person(login: str, full_name: str, *, gender: str = "female") -> Person:
    person = Person(login=login, full_name=full_name, gender=gender, staff_kind="official")
    person.set_password("mat-khau-dai-2026")
    person.save()
    return person


def make_unit(code: str, name: str, kind: str, parent: Unit | None = None) -> Unit:
    unit = Unit.objects.create(
        code=code, name=name, kind=kind, parent=parent,
        office=parent.office if parent else None, valid_from=LONG_AGO,
    )  # fmt: skip
    UnitName.objects.create(unit=unit, name=name, valid_from=LONG_AGO)
    return unit


def make_registry(unit: Unit, symbol: str) -> RegistryOffice:
    office = RegistryOffice.objects.create(
        unit=unit, printed_name=unit.name.upper(), stamp_name=unit.name[:80]
    )
    AgencySymbol.objects.create(registry_office=office, symbol=symbol, valid_from=LONG_AGO)
    unit.office = office
    unit.save(update_fields=["office"])
    return office


def make_post(
    person: Person,
    unit: Unit,
    title: str,
    position: str = Position.MEMBER,
    rank: int = Rank.OFFICER,
) -> Post:
    return Post.objects.create(
        person=person, unit=unit, title=title, position=position, rank=rank,
        is_primary=True, valid_from=LONG_AGO,
    )  # fmt: skip


def make_clerk(person: Person, office: RegistryOffice) -> RoleGrant:
    return RoleGrant.objects.create(
        person=person, role=Role.CLERK, registry_office=office, valid_from=LONG_AGO
    )


def actor_for(person: Person) -> Actor:
    return Actor(person_id=person.pk, via="http", ip="127.0.0.1")


@dataclass
class Agency:
    """The Sở of the tests. `people` by login."""

    office: RegistryOffice
    branch_office: RegistryOffice
    units: dict[str, Unit]
    people: dict[str, Person]
    issuers: dict[str, ExternalAgency] = field(default_factory=dict)

    def actor(self, login: str) -> Actor:
        """A fresh actor, as a new request would have."""
        return actor_for(self.people[login])


PEOPLE = (
    # login, name, unit, title, position, rank
    ("dinhlq", "Lê Quang Định", "BGĐ", "Giám đốc", Position.HEAD, Rank.DIRECTOR),
    ("chauvtm", "Võ Thị Minh Châu", "BGĐ", "Phó Giám đốc", Position.DEPUTY, Rank.DEPUTY_DIRECTOR),
    ("bachnh", "Nguyễn Hoàng Bách", "BGĐ", "Phó Giám đốc", Position.DEPUTY, Rank.DEPUTY_DIRECTOR),
    ("khiemtg", "Trịnh Gia Khiêm", "VP", "Chánh Văn phòng", Position.HEAD, Rank.UNIT_HEAD),
    ("hadtt", "Đỗ Thị Thanh Hà", "VP", "Phó Chánh Văn phòng", Position.DEPUTY, Rank.UNIT_DEPUTY),
    ("diepptn", "Phùng Thị Ngọc Diệp", "VP", "Văn thư", Position.MEMBER, Rank.OFFICER),
    ("yenmt", "Mai Thị Yến", "VP", "Văn thư", Position.MEMBER, Rank.WORKER),
    ("nhatch", "Cung Hồng Nhật", "VP", "Chuyên viên tổng hợp", Position.MEMBER, Rank.OFFICER),
    ("duongntt", "Ninh Thị Thùy Dương", "VP", "Chuyên viên", Position.MEMBER, Rank.OFFICER),
    ("dungctm", "Cao Thị Mỹ Dung", "TT", "Trưởng phòng", Position.HEAD, Rank.UNIT_HEAD),
    ("tamnv", "Nguyễn Văn Tâm", "TT", "Phó Trưởng phòng", Position.DEPUTY, Rank.UNIT_DEPUTY),
    ("tuntc", "Ngô Thị Cẩm Tú", "TT", "Chuyên viên", Position.MEMBER, Rank.OFFICER),
    ("tamnv2", "Nguyễn Vũ Tâm", "TT", "Chuyên viên", Position.MEMBER, Rank.OFFICER),
    ("lyhc", "Huỳnh Công Lý", "KHTC", "Trưởng phòng", Position.HEAD, Rank.UNIT_HEAD),
    ("khoava", "Vũ Anh Khoa", "KHTC", "Chuyên viên", Position.MEMBER, Rank.OFFICER),
    ("datqv", "Quách Văn Đạt", "CCTY", "Chi cục trưởng", Position.HEAD, Rank.UNIT_HEAD),
    ("ngantt", "Thái Thị Ngân", "CCTY-HCTH", "Văn thư", Position.MEMBER, Rank.WORKER),
    ("hanhutm", "Ung Thị Mỹ Hạnh", "CCTY-QLDB", "Bác sĩ thú y", Position.MEMBER, Rank.OFFICER),
    ("trivc", "Văn Công Trí", "CCTY-QLDB", "Trưởng phòng", Position.HEAD, Rank.UNIT_HEAD),
)


def make_agency() -> Agency:
    """The Department SNN (board BGĐ, Office VP, rooms TT and KHTC) and the Chi cục CCTY.

    Clerks: diepptn and yenmt at SNN, ngantt at CCTY. Fields: TT of chauvtm, CCTY of bachnh,
    KHTC of dinhlq. Secretary: nhatch of dinhlq. Issuer of accounts: duongntt.
    """
    units = {"SNN": make_unit("SNN", "Sở Nông nghiệp và Phát triển nông thôn", UnitKind.AGENCY)}
    office = make_registry(units["SNN"], "SNN")
    for code, name, kind in (
        ("BGĐ", "Ban Giám đốc", UnitKind.LEADERSHIP),
        ("VP", "Văn phòng Sở", UnitKind.OFFICE),
        ("TT", "Phòng Trồng trọt", UnitKind.ROOM),
        ("KHTC", "Phòng Kế hoạch - Tài chính", UnitKind.ROOM),
        ("CCTY", "Chi cục Thú y", UnitKind.SUBORDINATE),
    ):
        units[code] = make_unit(code, name, kind, units["SNN"])
    branch = make_registry(units["CCTY"], "CCTY")
    for code, name in (
        ("CCTY-HCTH", "Phòng Hành chính - Tổng hợp"),
        ("CCTY-QLDB", "Phòng Quản lý dịch bệnh"),
    ):
        units[code] = make_unit(code, name, UnitKind.ROOM, units["CCTY"])
    people = {}
    for login, name, unit, title, position, rank in PEOPLE:
        people[login] = make_person(login, name)
        make_post(people[login], units[unit], title, position, rank)
    make_clerk(people["diepptn"], office)
    make_clerk(people["yenmt"], office)
    make_clerk(people["ngantt"], branch)
    _make_grants(people, units, office)
    issuers = {
        name: ExternalAgency.objects.create(name=name)
        for name in ("Sở Tài chính", "Ủy ban nhân dân tỉnh", "Cục Thú y")
    }
    return Agency(office, branch, units, people, issuers)


def _make_grants(people: dict[str, Person], units: dict[str, Unit], office: RegistryOffice) -> None:
    for leader, unit in (("chauvtm", "TT"), ("bachnh", "CCTY"), ("dinhlq", "KHTC")):
        LeaderField.objects.create(
            leader=people[leader], unit=units[unit], registry_office=office, valid_from=LONG_AGO
        )
    RoleGrant.objects.create(
        person=people["nhatch"], role=Role.SECRETARY, leader=people["dinhlq"], valid_from=LONG_AGO
    )
    RoleGrant.objects.create(
        person=people["duongntt"], role=Role.ACCOUNT_ISSUER, valid_from=LONG_AGO
    )
