# SPDX-License-Identifier: AGPL-3.0-or-later
"""What moves, ends and meets: clear refusals, nothing changed by them, before and after kept."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pytest
from django.db import connection

from congso.audit.models import Entry
from congso.common import clock
from congso.common.policy import Denied
from congso.organisation import queries
from congso.organisation.enums import Position, Rank, Role
from congso.organisation.models import (
    Absence,
    DutyTurn,
    LeaderField,
    Post,
    RecipientGroup,
    RegistryOffice,
    RoleGrant,
    SpecialDay,
    StandIn,
    Unit,
    WorkingSeason,
)
from congso.organisation.services import (
    absences,
    agencies,
    calendar,
    endings,
    people,
    registries,
    structure,
)
from congso.organisation.services.clashes import Clash
from congso.organisation.services.people import PostData
from congso.organisation.tests.factories import (
    LONG_AGO,
    Agency,
    make_agency,
    make_unit,
)

DAY = dt.date(2027, 3, 1)
ISSUER = "duongntt"


@pytest.fixture
def agency(db: None) -> Agency:
    queries.forget_calendar()
    return make_agency()


def head_of(agency: Agency, unit: str, login: str = "tuntc") -> PostData:
    return PostData(
        agency.people[login].pk, agency.units[unit].pk, "Trưởng phòng", Position.HEAD,
        Rank.UNIT_HEAD, is_primary=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [({"position": Position.HEAD, "is_primary": False}, "unit_one_head"),
     ({"position": Position.MEMBER, "is_primary": True}, "person_one_primary_post")],
)  # fmt: skip
def test_overlapping_posts_are_refused_in_words(
    agency: Agency, changes: dict[str, object], constraint: str
) -> None:
    data = PostData(agency.people["tuntc"].pk, agency.units["KHTC"].pk, "Chuyên viên", **changes)

    with pytest.raises(Clash) as clash:
        people.appoint(agency.actor(ISSUER), data=data, valid_from=DAY)

    assert clash.value.constraint == constraint
    assert str(clash.value.message)
    assert Post.objects.filter(person=agency.people["tuntc"]).count() == 1
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_heads_appointed_at_once_are_one_and_a_sentence(agency: Agency) -> None:
    old = Post.objects.get(unit=agency.units["TT"], position=Position.HEAD)
    people.end_post(agency.actor(ISSUER), post_id=old.pk, last_day=DAY - dt.timedelta(days=1))
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def appoint(login: str) -> None:
        try:
            actor = agency.actor(ISSUER)
            ready.wait()
            people.appoint(actor, data=head_of(agency, "TT", login), valid_from=DAY)
            outcomes.append("appointed")
        except Clash as clash:
            outcomes.append(clash.constraint)
        finally:
            connection.close()

    threads = [threading.Thread(target=appoint, args=(who,)) for who in ("tamnv", "tuntc")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["appointed", "unit_one_head"]


def test_nothing_ends_before_it_began(agency: Agency) -> None:
    post = Post.objects.get(person=agency.people["tuntc"])
    field = LeaderField.objects.get(unit=agency.units["TT"])
    grant = RoleGrant.objects.get(person=agency.people["diepptn"])
    before = LONG_AGO - dt.timedelta(days=1)
    actor = agency.actor(ISSUER)

    for act in (
        lambda: people.end_post(actor, post_id=post.pk, last_day=before),
        lambda: endings.end_field(actor, leader_field_id=field.pk, last_day=before),
        lambda: people.end_role(actor, role_grant_id=grant.pk, last_day=before),
        lambda: structure.close_unit(actor, unit_id=agency.units["TT"].pk, last_day=before),
        lambda: structure.rename_unit(
            actor, unit_id=agency.units["TT"].pk, name="x", name_en="", since=LONG_AGO
        ),
        lambda: registries.change_symbol(
            actor, registry_office_id=agency.office.pk, symbol="X", since=LONG_AGO
        ),
    ):
        with pytest.raises(Clash):
            act()
    assert Post.objects.filter(valid_until__isnull=False).count() == 0
    assert agency.office.symbols.get().valid_until is None
    assert not Entry.objects.exists()


def test_a_mover_has_no_day_without_a_post_and_none_with_two(agency: Agency) -> None:
    old = Post.objects.get(person=agency.people["tuntc"])
    data = PostData(old.person_id, agency.units["KHTC"].pk, "Chuyên viên")

    endings.move_person(agency.actor(ISSUER), post_id=old.pk, data=data, since=DAY)

    for day, code in ((DAY - dt.timedelta(days=1), "TT"), (DAY, "KHTC")):
        posts = Post.objects.filter(queries.valid_on(day), person=old.person_id)
        assert [post.unit.code for post in posts] == [code]


def test_a_move_to_a_closed_unit_leaves_the_old_post(agency: Agency) -> None:
    Unit.objects.filter(pk=agency.units["KHTC"].pk).update(valid_until=dt.date(2026, 12, 31))
    old = Post.objects.get(person=agency.people["tuntc"])
    data = PostData(old.person_id, agency.units["KHTC"].pk, "Chuyên viên")

    with pytest.raises(people.UnitClosed):
        endings.move_person(agency.actor(ISSUER), post_id=old.pk, data=data, since=DAY)

    old.refresh_from_db()
    assert old.valid_until is None


def test_a_leaver_takes_everything_dated_with_him(agency: Agency) -> None:
    leader, today = agency.people["dinhlq"], clock.today()
    last = today + dt.timedelta(days=10)
    StandIn.objects.create(
        absent=leader, stand_in=agency.people["chauvtm"], valid_from=today,
        valid_until=today + dt.timedelta(days=30),
    )  # fmt: skip

    endings.leave(agency.actor(ISSUER), person_id=leader.pk, last_day=last)

    leader.refresh_from_db()
    assert (leader.is_active, leader.leaves_on) == (True, last)
    assert Post.objects.get(person=leader).valid_until == last
    assert LeaderField.objects.get(leader=leader).valid_until == last
    assert RoleGrant.objects.get(role=Role.SECRETARY).valid_until == last
    assert StandIn.objects.get().valid_until == last
    assert Entry.objects.filter(verb="person.left").count() == 1


def test_only_the_issuer_moves_or_lets_people_leave(agency: Agency) -> None:
    post = Post.objects.get(person=agency.people["tuntc"])
    data = PostData(post.person_id, agency.units["KHTC"].pk, "Chuyên viên")

    for login in ("dinhlq", "khiemtg", "dungctm"):
        with pytest.raises(Denied):
            endings.move_person(agency.actor(login), post_id=post.pk, data=data, since=DAY)
        with pytest.raises(Denied):
            endings.leave(agency.actor(login), person_id=post.person_id, last_day=DAY)
    post.refresh_from_db()
    assert post.valid_until is None


def test_a_field_moves_to_another_leader_from_a_day(agency: Agency) -> None:
    row = people.assign_field(
        agency.actor("khiemtg"), leader_id=agency.people["bachnh"].pk,
        unit_id=agency.units["TT"].pk, office_id=agency.office.pk, valid_from=DAY,
    )  # fmt: skip

    old = LeaderField.objects.get(leader=agency.people["chauvtm"])
    assert (old.valid_until, row.valid_until) == (DAY - dt.timedelta(days=1), None)
    with pytest.raises(Clash):
        people.assign_field(
            agency.actor("khiemtg"), leader_id=agency.people["chauvtm"].pk,
            unit_id=agency.units["TT"].pk, office_id=agency.office.pk, valid_from=DAY,
        )  # fmt: skip


def test_a_head_settles_nothing_of_another_office(agency: Agency) -> None:
    turn = DutyTurn(
        registry_office=agency.office, person=agency.people["lyhc"], kind="officer",
        first_day=DAY, last_day=DAY,
    )  # fmt: skip

    with pytest.raises(Denied):
        people.assign_duty(agency.actor("datqv"), turn=turn)
    with pytest.raises(Denied):
        people.assign_duty(agency.actor("tuntc"), turn=turn)
    people.assign_duty(agency.actor("khiemtg"), turn=turn)
    with pytest.raises(Denied):
        endings.remove_duty(agency.actor("datqv"), duty_turn_id=turn.pk)
    endings.remove_duty(agency.actor("dinhlq"), duty_turn_id=turn.pk)
    assert not DutyTurn.objects.exists()


@pytest.mark.parametrize(
    ("first", "last", "stand_in"),
    [(DAY, DAY - dt.timedelta(days=1), "tamnv"), (DAY, DAY + dt.timedelta(days=91), "tamnv"),
     (DAY, DAY, "dungctm")],
)  # fmt: skip
def test_stand_ins_that_cannot_be_are_said_in_words(
    agency: Agency, first: dt.date, last: dt.date, stand_in: str
) -> None:
    row = StandIn(
        absent=agency.people["dungctm"], stand_in=agency.people[stand_in],
        valid_from=first, valid_until=last,
    )  # fmt: skip

    with pytest.raises(Clash):
        people.appoint_stand_in(agency.actor("dungctm"), stand_in=row)
    assert not StandIn.objects.exists()


@pytest.mark.parametrize(
    ("role", "more", "constraint"),
    [(Role.CLERK, {}, "registry_role_has_an_office"),
     (Role.SECRETARY, {}, "secretary_has_a_leader"),
     (Role.AUDITOR, {"registry_office": True}, "auditor_by_dated_decision")],
)  # fmt: skip
def test_roles_want_what_the_law_wants(
    agency: Agency, role: Role, more: dict[str, object], constraint: str
) -> None:
    office = {"registry_office": agency.office} if more else {}
    row = RoleGrant(person=agency.people["tuntc"], role=role, valid_from=DAY, **office)

    with pytest.raises(Clash) as clash:
        people.grant_role(agency.actor(ISSUER), grant=row)
    assert clash.value.constraint == constraint


def test_registry_offices_keep_before_and_after(agency: Agency) -> None:
    data = registries.RegistryData("SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG", is_trial=True)

    registries.change_registry(agency.actor(ISSUER), registry_office_id=agency.office.pk, data=data)

    office = RegistryOffice.objects.get(pk=agency.office.pk)
    assert (office.is_trial, office.stamp_name) == (True, "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG")
    detail = Entry.objects.get(verb="registry_office.changed").detail
    assert (detail.before["is_trial"], detail.after["is_trial"]) == (False, True)


def test_a_unit_with_open_units_below_stays_open(agency: Agency) -> None:
    Post.objects.filter(unit=agency.units["CCTY"]).update(valid_until=LONG_AGO)

    with pytest.raises(structure.UnitStillInUse):
        structure.close_unit(agency.actor(ISSUER), unit_id=agency.units["CCTY"].pk, last_day=DAY)
    assert Unit.objects.get(code="CCTY").valid_until is None


def test_a_special_day_comes_before_the_national_table(
    agency: Agency, django_capture_on_commit_callbacks: object
) -> None:
    actor, culture_day = agency.actor(ISSUER), dt.date(2026, 11, 24)
    assert not queries.working_calendar().is_working_day(culture_day)

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        row = calendar.set_day(actor, day=culture_day, name="Làm bù", is_working=True)
    assert queries.working_calendar().is_working_day(culture_day)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        calendar.drop_day(actor, special_day_id=row.pk)
    assert not queries.working_calendar().is_working_day(culture_day)
    queries.forget_calendar()


def test_hours_that_run_backwards_are_refused(agency: Agency) -> None:
    hours = calendar.Hours(dt.time(7), dt.time(13), dt.time(12), dt.time(17))

    with pytest.raises(Clash):
        calendar.set_season(agency.actor(ISSUER), valid_from=DAY, hours=hours)
    assert not WorkingSeason.objects.exists()


@pytest.mark.parametrize("login", ["dinhlq", "khiemtg", "diepptn"])
def test_working_time_and_directory_are_the_issuers(agency: Agency, login: str) -> None:
    actor = agency.actor(login)

    with pytest.raises(Denied):
        calendar.set_day(actor, day=DAY, name="Nghỉ", is_working=False)
    with pytest.raises(Denied):
        agencies.add_group(actor, name="Các xã", rule=["xã"])
    with pytest.raises(Denied):
        agencies.change_external(
            actor, agency_id=agency.issuers["Cục Thú y"].pk, data=agencies.ExternalData("Khác")
        )
    assert not SpecialDay.objects.exists()
    assert not RecipientGroup.objects.exists()
    agency.issuers["Cục Thú y"].refresh_from_db()
    assert agency.issuers["Cục Thú y"].name == "Cục Thú y"


def test_an_agency_takes_no_name_of_another(agency: Agency) -> None:
    with pytest.raises(Clash):
        agencies.change_external(
            agency.actor(ISSUER), agency_id=agency.issuers["Cục Thú y"].pk,
            data=agencies.ExternalData("Sở Tài chính"),
        )  # fmt: skip
    agency.issuers["Cục Thú y"].refresh_from_db()
    assert agency.issuers["Cục Thú y"].name == "Cục Thú y"


def test_a_head_whom_somebody_has_left_settles_nothing_of_his(agency: Agency) -> None:
    """datqv heads the Chi cục; who moved from there to the Department is not his any more."""
    today, vet = clock.today(), agency.people["hanhutm"]
    own = Post.objects.get(person=vet)
    stand_in = {"absent": vet, "stand_in": agency.people["tuntc"], "valid_from": today,
                "valid_until": today}  # fmt: skip
    row = people.appoint_stand_in(agency.actor("datqv"), stand_in=StandIn(**stand_in))
    endings.end_stand_in(agency.actor("datqv"), stand_in_id=row.pk)
    Post.objects.filter(pk=own.pk).update(valid_until=today - dt.timedelta(days=1))
    there = PostData(vet.pk, agency.units["TT"].pk, "Chuyên viên")
    people.appoint(agency.actor(ISSUER), data=there, valid_from=today)

    away = Absence(person=vet, first_day=today, last_day=today)
    for act in (
        lambda: people.appoint_stand_in(agency.actor("datqv"), stand_in=StandIn(**stand_in)),
        lambda: absences.announce(agency.actor("datqv"), absence=away),
    ):
        with pytest.raises(Denied):
            act()
    assert not StandIn.objects.exists()
    people.appoint_stand_in(agency.actor("khiemtg"), stand_in=StandIn(**stand_in))


@pytest.mark.django_db(transaction=True)
def test_nobody_is_appointed_to_a_unit_while_it_is_closed(agency: Agency) -> None:
    """Closed or appointed, whichever comes first: never a post in a closed unit."""
    unit = make_unit("PM", "Phòng mới", "room", agency.units["SNN"])
    data = PostData(agency.people["tuntc"].pk, unit.pk, "Chuyên viên", is_primary=False)
    ready = threading.Barrier(2)

    def run(act: Callable[[], object]) -> None:
        try:
            ready.wait()
            with suppress(people.UnitClosed, structure.UnitStillInUse):
                act()
        finally:
            connection.close()

    close = partial(structure.close_unit, agency.actor(ISSUER), unit_id=unit.pk, last_day=DAY)
    appoint = partial(
        people.appoint, agency.actor(ISSUER), data=data, valid_from=DAY + dt.timedelta(days=1)
    )
    threads = [threading.Thread(target=run, args=(act,)) for act in (close, appoint)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    unit.refresh_from_db()
    assert (unit.valid_until is None) == Post.objects.filter(unit=unit).exists()
