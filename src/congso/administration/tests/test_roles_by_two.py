# SPDX-License-Identifier: AGPL-3.0-or-later
"""Roles and posts that open much: one of the Office asks, another confirms, nothing before."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation

from congso.accounts.models import Person
from congso.accounts.services.passwords import NeedsSecondPerson
from congso.administration import jobs, listeners
from congso.administration.enums import RequestKind, State
from congso.administration.models import AccountRequest
from congso.administration.services import first_setup, issuing, requests
from congso.administration.services.issuing import AccountData
from congso.administration.tests.test_first_setup import SYSTEM, data
from congso.audit.models import Entry
from congso.audit.queries import heard
from congso.common import clock
from congso.common.actor import Actor
from congso.common.lifecycle import WrongState
from congso.common.policy import Denied
from congso.notifications.models import Notice
from congso.organisation.enums import GUARDED_ROLES, KEPT_APART, Position, Rank, Role
from congso.organisation.models import Post, RoleGrant, StandIn, Unit
from congso.organisation.services import endings, people
from congso.organisation.services.clashes import Clash
from congso.organisation.services.people import PostData
from congso.organisation.services.two_people import AskerGone, NeedsTwo
from congso.organisation.standing import has_role
from congso.organisation.tests.factories import LONG_AGO, Agency, make_agency

REFUSED = (Clash, Denied, NeedsSecondPerson, NeedsTwo, WrongState)
Browser = Callable[[str], Client]
ASKER, HEAD, DEPUTY, OFFICER = "duongntt", "khiemtg", "hadtt", "tuntc"


def role_of(agency: Agency, role: str = Role.IT_ADMIN, login: str = OFFICER) -> RoleGrant:
    """An unsaved grant that the database would take."""
    return RoleGrant(
        person=agency.people[login], role=role, registry_office=agency.office,
        leader=agency.people["chauvtm"] if role == Role.SECRETARY else None,
        decision="Quyết định số 71/QĐ-SNN", valid_from=clock.today(),
        valid_until=clock.today() + dt.timedelta(days=30),
    )  # fmt: skip


def ask(agency: Agency, role: str = Role.IT_ADMIN, **more: Any) -> AccountRequest:
    return requests.ask_role(agency.actor(ASKER), grant=role_of(agency, role, **more))


def holds(agency: Agency, role: str, login: str = OFFICER) -> bool:
    return has_role(agency.actor(login), Role(role))


def later(days: int) -> Any:
    return clock.told(clock.now() + dt.timedelta(days=days))


@pytest.mark.parametrize("role", GUARDED_ROLES)
def test_nobody_alone_gives_a_role_that_opens_much(agency: Agency, role: str) -> None:
    for giver in (ASKER, DEPUTY):
        with pytest.raises(NeedsTwo):
            people.grant_role(agency.actor(giver), grant=role_of(agency, role))
    assert not holds(agency, role)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("role", [Role.CONTACT, Role.ARCHIVIST, Role.KEEPER])
def test_one_alone_gives_what_opens_little(agency: Agency, role: str) -> None:
    assert requests.give_or_ask_role(agency.actor(ASKER), grant=role_of(agency, role)) is None
    assert holds(agency, role)


@pytest.mark.parametrize("role", GUARDED_ROLES)
@pytest.mark.parametrize("second", [HEAD, DEPUTY])
def test_it_holds_when_the_second_has_confirmed_and_not_before(
    agency: Agency, role: str, second: str
) -> None:
    row = requests.give_or_ask_role(agency.actor(ASKER), grant=role_of(agency, role))
    assert row is not None
    assert not holds(agency, role)
    requests.approve(agency.actor(second), request_id=row.pk)
    assert holds(agency, role)
    row.refresh_from_db()
    assert (row.state, row.decided_by.login) == (State.APPROVED, second)
    given = Entry.objects.get(verb="role.granted")
    assert given.person_id == agency.people[second].pk
    assert heard(given.pk).payload["asked_by"] == agency.people[ASKER].pk
    asked = Entry.objects.get(verb="account_request.ask")
    assert (asked.person_id, asked.detail.after["role"]) == (agency.people[ASKER].pk, role)


@pytest.mark.parametrize("login", [ASKER, OFFICER, "dinhlq", "diepptn", "datqv"])
def test_neither_who_asked_nor_who_receives_nor_others_confirm(agency: Agency, login: str) -> None:
    row = ask(agency)
    with pytest.raises(Denied):
        requests.approve(agency.actor(login), request_id=row.pk)
    row.refresh_from_db()
    assert row.state == State.WAITING
    assert not holds(agency, Role.IT_ADMIN)


def test_who_receives_confirms_not_though_he_may_confirm_others(agency: Agency) -> None:
    row = ask(agency, Role.CLERK, login=HEAD)
    with pytest.raises(Denied):
        requests.approve(agency.actor(HEAD), request_id=row.pk)
    requests.approve(agency.actor(DEPUTY), request_id=row.pk)
    assert holds(agency, Role.CLERK, HEAD)


def test_who_asks_for_himself_needs_another_all_the_same(agency: Agency) -> None:
    row = ask(agency, Role.CLERK, login=ASKER)
    with pytest.raises(Denied):
        requests.approve(agency.actor(ASKER), request_id=row.pk)
    requests.approve(agency.actor(HEAD), request_id=row.pk)
    assert holds(agency, Role.CLERK, ASKER)


@pytest.mark.parametrize("login", [HEAD, OFFICER, "dinhlq"])
def test_only_an_issuer_asks(agency: Agency, login: str) -> None:
    with pytest.raises(Denied):
        requests.ask_role(agency.actor(login), grant=role_of(agency))
    with pytest.raises(Denied):
        requests.give_or_ask_role(agency.actor(login), grant=role_of(agency))
    assert not AccountRequest.objects.exists()


def test_the_service_believes_no_asker_who_did_not_or_may_not(agency: Agency) -> None:
    pk = {login: person.pk for login, person in agency.people.items()}
    for second, first in ((DEPUTY, DEPUTY), (OFFICER, ASKER), (ASKER, HEAD), (HEAD, OFFICER)):
        with pytest.raises(Denied):
            people.grant_role(agency.actor(second), grant=role_of(agency), asked_by=pk[first])
    assert not holds(agency, Role.IT_ADMIN)


def test_who_lost_the_duty_meanwhile_has_not_asked(agency: Agency) -> None:
    row = ask(agency)
    yesterday = clock.today() - dt.timedelta(days=1)
    RoleGrant.objects.filter(person=agency.people[ASKER]).update(valid_until=yesterday)
    with pytest.raises(AskerGone):
        requests.approve(agency.actor(HEAD), request_id=row.pk)
    assert not holds(agency, Role.IT_ADMIN)


def test_a_head_of_the_office_who_runs_the_machines_confirms_nothing(agency: Agency) -> None:
    RoleGrant.objects.create(person=agency.people[HEAD], role=Role.IT_ADMIN, valid_from=LONG_AGO)
    row = ask(agency, Role.CLERK)
    with pytest.raises(Denied):
        requests.approve(agency.actor(HEAD), request_id=row.pk)


def test_refused_withdrawn_or_lapsed_gives_nothing(agency: Agency) -> None:
    refused = ask(agency)
    requests.refuse(agency.actor(HEAD), request_id=refused.pk, note="Chưa có quyết định")
    withdrawn = ask(agency)
    requests.withdraw(agency.actor(ASKER), request_id=withdrawn.pk)
    lapsed = ask(agency)
    with later(7):
        jobs.expire_requests()
    for row, state in (
        (refused, State.REFUSED), (withdrawn, State.WITHDRAWN), (lapsed, State.EXPIRED)
    ):  # fmt: skip
        row.refresh_from_db()
        assert row.state == state
        with pytest.raises(WrongState):
            requests.approve(agency.actor(HEAD), request_id=row.pk)
    assert not holds(agency, Role.IT_ADMIN)
    assert Entry.objects.filter(verb="account_request.expire").count() == 1


def test_it_lapses_by_the_clock_and_not_by_the_job(agency: Agency) -> None:
    row = ask(agency)
    with later(7), pytest.raises(requests.Lapsed):
        requests.approve(agency.actor(HEAD), request_id=row.pk)
    assert not holds(agency, Role.IT_ADMIN)
    with clock.told(clock.now() + dt.timedelta(days=6, hours=23)):
        jobs.expire_requests()
        requests.approve(agency.actor(HEAD), request_id=row.pk)
        assert holds(agency, Role.IT_ADMIN)


def test_a_password_of_two_lapses_and_a_change_of_a_name_does_not(agency: Agency) -> None:
    by_two = requests.ask_password(agency.actor(ASKER), person_id=agency.people["diepptn"].pk)
    change = requests.ask_change(
        agency.actor(OFFICER), person_id=agency.people[OFFICER].pk,
        data=requests.ChangeData(phone="0256 382 2255"),
    )  # fmt: skip
    with later(8):
        with pytest.raises(requests.Lapsed):
            requests.approve_password(agency.actor(HEAD), request_id=by_two.pk)
        jobs.expire_requests()
        requests.approve(agency.actor(ASKER), request_id=change.pk)
    by_two.refresh_from_db()
    assert by_two.state == State.EXPIRED


def test_a_late_confirming_gives_from_today_and_not_from_the_day_asked(agency: Agency) -> None:
    row = ask(agency)
    with later(3):
        requests.approve(agency.actor(HEAD), request_id=row.pk)
        assert RoleGrant.objects.get(role=Role.IT_ADMIN).valid_from == clock.today()


def test_the_same_role_is_asked_once_another_beside_it(agency: Agency) -> None:
    ask(agency)
    with pytest.raises(requests.AlreadyWaiting):
        ask(agency)
    ask(agency, Role.CLERK)
    assert AccountRequest.objects.count() == 2


def test_what_cannot_be_given_is_refused_when_it_is_asked(agency: Agency) -> None:
    clerk = RoleGrant(person=agency.people[OFFICER], role=Role.CLERK, valid_from=clock.today())
    with pytest.raises(Clash) as clash:
        requests.ask_role(agency.actor(ASKER), grant=clerk)
    assert clash.value.constraint == "registry_role_has_an_office"
    assert not AccountRequest.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_at_once_one_gives(agency: Agency) -> None:
    row = ask(agency)
    outcomes = at_once(
        lambda login: requests.approve(agency.actor(login), request_id=row.pk), (HEAD, DEPUTY)
    )
    assert sorted(outcomes) == ["WrongState", "done"]
    assert RoleGrant.objects.filter(role=Role.IT_ADMIN).count() == 1


def at_once(act: Callable[[str], object], words: Iterable[str]) -> list[str]:
    """Do it with each word at the same moment; "done", or the name of what was raised."""
    chosen, outcomes = list(words), []
    ready = threading.Barrier(len(chosen))

    def run(word: str) -> None:
        try:
            ready.wait()
            act(word)
            outcomes.append("done")
        except REFUSED as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(word,)) for word in chosen]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


# --- who is told


def test_those_who_may_confirm_are_told_then_who_asked_and_who_received(agency: Agency) -> None:
    def told(listener: Callable[[Any], None], verb: str) -> set[str]:
        Notice.objects.all().delete()
        entry = Entry.objects.filter(verb=verb).latest("pk")
        listener(heard(entry.pk))
        listener(heard(entry.pk))
        logins = list(Notice.objects.values_list("person__login", flat=True))
        assert len(logins) == len(set(logins))
        return set(logins)

    row = ask(agency)
    assert told(listeners.request_asked, "account_request.ask") == {HEAD, DEPUTY}
    requests.refuse(agency.actor(HEAD), request_id=row.pk, note="Chưa có quyết định")
    assert told(listeners.request_refused, "account_request.refuse") == {ASKER}
    assert "Chưa có quyết định" in str(Notice.objects.get().parameters)
    ask(agency)
    with later(7):
        jobs.expire_requests()
    assert told(listeners.request_expired, "account_request.expire") == {ASKER}
    requests.approve(agency.actor(HEAD), request_id=ask(agency).pk)
    assert told(listeners.request_approved, "account_request.approve") == {ASKER}
    assert told(listeners.role_granted, "role.granted") == {OFFICER, DEPUTY}


def test_the_absent_leader_hears_that_the_office_named_his_stand_in(agency: Agency) -> None:
    today = clock.today()
    for absent, by in (("dinhlq", HEAD), ("chauvtm", "chauvtm")):
        row = StandIn(
            absent=agency.people[absent], stand_in=agency.people["bachnh"],
            valid_from=today, valid_until=today,
        )  # fmt: skip
        people.appoint_stand_in(agency.actor(by), stand_in=row)
        listeners.stand_in_appointed(heard(Entry.objects.latest("pk").pk))
    told = Notice.objects.values_list("person__login", flat=True)
    assert sorted(told) == ["bachnh", "bachnh", "dinhlq"]


# --- posts


def board_post(agency: Agency, login: str = OFFICER, unit: str = "BGĐ") -> PostData:
    return PostData(
        agency.people[login].pk, agency.units[unit].pk, "Phó Giám đốc", Position.DEPUTY,
        Rank.DEPUTY_DIRECTOR, is_primary=False,
    )  # fmt: skip


@pytest.mark.parametrize("unit", ["BGĐ", "VP", "CCTY"])
def test_a_post_that_opens_the_papers_of_an_agency_takes_two(agency: Agency, unit: str) -> None:
    given, today = board_post(agency, unit=unit), clock.today()
    with pytest.raises(NeedsTwo):
        people.appoint(agency.actor(ASKER), data=given, valid_from=today)
    row = requests.give_or_ask_post(agency.actor(ASKER), data=given, since=today)
    assert row is not None
    assert Post.objects.filter(person=agency.people[OFFICER]).count() == 1
    with pytest.raises(Denied):
        requests.approve(agency.actor(ASKER), request_id=row.pk)
    requests.approve(agency.actor(HEAD), request_id=row.pk)
    assert Post.objects.filter(person=agency.people[OFFICER], unit__code=unit).exists()


def test_moving_there_takes_two_and_another_title_in_the_same_place_does_not(
    agency: Agency,
) -> None:
    today, actor = clock.today(), agency.actor(ASKER)
    old = Post.objects.get(person=agency.people[OFFICER])
    there = PostData(
        old.person_id, agency.units["VP"].pk, "Phó Chánh Văn phòng", Position.DEPUTY, 40
    )
    row = requests.give_or_ask_post(actor, data=there, since=today, leaves=old.pk)
    assert row is not None
    old.refresh_from_db()
    assert old.valid_until is None
    requests.approve(agency.actor(HEAD), request_id=row.pk)
    old.refresh_from_db()
    assert old.valid_until == today - dt.timedelta(days=1)
    director = Post.objects.get(person=agency.people["chauvtm"])
    title = PostData(
        director.person_id, director.unit_id, "Phó Giám đốc thường trực", Position.DEPUTY, 20
    )
    endings.move_person(actor, post_id=director.pk, data=title, since=today)


def test_a_post_that_is_over_is_not_gone_on_with_alone(agency: Agency) -> None:
    today, actor = clock.today(), agency.actor(ASKER)
    post = Post.objects.get(person=agency.people["chauvtm"])
    people.end_post(actor, post_id=post.pk, last_day=today - dt.timedelta(days=1))
    again = PostData(post.person_id, post.unit_id, post.title, post.position, post.rank)
    with pytest.raises(NeedsTwo):
        endings.move_person(actor, post_id=post.pk, data=again, since=today)
    with pytest.raises(Clash):
        people.end_post(actor, post_id=post.pk, last_day=today + dt.timedelta(days=900))
    other = PostData(agency.people[OFFICER].pk, post.unit_id, "x", post.position, post.rank)
    with pytest.raises(Denied):
        endings.move_person(actor, post_id=post.pk, data=other, since=today)


def test_a_new_account_gets_its_post_at_once_and_its_password_by_two(agency: Agency) -> None:
    described = AccountData(
        full_name="Bùi Thị Lệ Quyên", gender="female", staff_kind="official",
        unit_id=agency.units["BGĐ"].pk, title="Phó Giám đốc", position=Position.DEPUTY,
        rank=Rank.DEPUTY_DIRECTOR,
    )  # fmt: skip
    person = issuing.open_account(agency.actor(ASKER), data=described)
    with pytest.raises(NeedsSecondPerson):
        issuing.issue_slips(agency.actor(ASKER), person_ids=[person.pk])


def test_a_change_the_person_asks_leads_to_no_such_post(agency: Agency) -> None:
    """A deputy head of a room asks to go to the Office: one issuer alone cannot approve that."""
    asked = requests.ChangeData(unit_id=agency.units["VP"].pk, title="Phó Chánh Văn phòng")
    pk = agency.people["tamnv"].pk
    own = requests.ask_change(agency.actor("tamnv"), person_id=pk, data=asked)
    with pytest.raises(NeedsTwo):
        requests.approve(agency.actor(ASKER), request_id=own.pk)
    requests.withdraw(agency.actor("tamnv"), request_id=own.pk)
    of_the_office = requests.ask_change(agency.actor(DEPUTY), person_id=pk, data=asked)
    requests.approve(agency.actor(ASKER), request_id=of_the_office.pk)
    assert Post.objects.filter(person=pk, unit__code="VP").exists()


# --- an agency whose Office is one person


def test_a_new_agency_finds_its_second_person_once(db: None) -> None:
    first = Actor(person_id=first_setup.set_up(SYSTEM, data=data()).pk)
    office, board = (Unit.objects.get(kind=kind) for kind in ("office", "leadership"))

    def opened(name: str, unit: Unit, position: str, title: str) -> Person:
        return issuing.open_account(
            Actor(person_id=first.person_id),
            data=AccountData(name, "male", "official", unit.pk, title, position),
        )

    director = opened("Lê Quang Định", board, Position.HEAD, "Giám đốc")
    with pytest.raises(NeedsSecondPerson):  # nobody is there to be the second
        issuing.issue_slips(first, person_ids=[director.pk])
    clerk = RoleGrant(person=director, role=Role.IT_ADMIN, valid_from=clock.today())
    with pytest.raises(NeedsTwo):
        people.grant_role(first, grant=clerk)
    second = opened("Trịnh Gia Khiêm", office, Position.HEAD, "Chánh Văn phòng")
    assert len(issuing.issue_slips(first, person_ids=[second.pk])) == 1
    with pytest.raises(NeedsSecondPerson):  # once: from now on there are two
        issuing.issue_slips(first, person_ids=[second.pk])
    row = requests.ask_password(Actor(person_id=first.person_id), person_id=director.pk)
    assert requests.approve_password(Actor(person_id=second.pk), request_id=row.pk).password
    role = RoleGrant(person=director, role=Role.APPROVER, valid_from=clock.today())
    with pytest.raises(NeedsTwo):
        people.grant_role(Actor(person_id=first.person_id), grant=role)


def test_ending_the_duty_of_the_second_gives_no_free_hand(agency: Agency) -> None:
    yesterday = clock.today() - dt.timedelta(days=1)
    RoleGrant.objects.filter(person=agency.people[DEPUTY]).update(valid_until=yesterday)
    Post.objects.filter(person__login__in=(HEAD, DEPUTY)).update(valid_until=yesterday)
    Person.objects.filter(login__in=(HEAD, DEPUTY)).update(is_active=False)
    with pytest.raises(NeedsTwo):
        people.grant_role(agency.actor(ASKER), grant=role_of(agency, Role.APPROVER))
    call_command("role_grant", OFFICER, "approver")
    assert holds(agency, Role.APPROVER)
    assert Entry.objects.get(verb="role.granted").via == "cli"


# --- roles nobody has together

PAIRS = [(held, wanted) for held in KEPT_APART for wanted in KEPT_APART if held != wanted]


@pytest.mark.parametrize(("held", "wanted"), PAIRS)
def test_roles_kept_apart_are_refused_on_every_road(
    agency: Agency, signed_in: Browser, held: str, wanted: str
) -> None:
    RoleGrant.objects.create(person=agency.people[OFFICER], role=held, valid_from=LONG_AGO)
    grant = role_of(agency, wanted)
    for act in (
        lambda: requests.ask_role(agency.actor(ASKER), grant=grant),
        lambda: people.grant_role(Actor.system("demo"), grant=role_of(agency, wanted)),
    ):
        with pytest.raises(Clash) as clash:
            act()
        assert clash.value.constraint == "roles_kept_apart"
    with pytest.raises(CommandError, match=r"Ngô Thị Cẩm Tú"):
        call_command("role_grant", OFFICER, wanted)
    form = {"role": wanted, "valid_from": f"{clock.today():%d/%m/%Y}"}
    with translation.override("vi"):
        page = signed_in(ASKER).post(
            reverse("administration:grant", args=[agency.people[OFFICER].pk]), form
        )
    assert page.status_code == 422
    assert "giao vai trò này cho người khác" in page.text
    assert set(RoleGrant.objects.filter(person__login=OFFICER).values_list("role")) == {(held,)}
    assert not AccountRequest.objects.exists()


def test_one_after_the_other_is_no_combination(agency: Agency) -> None:
    first = role_of(agency, Role.IT_ADMIN)
    people.grant_role(SYSTEM, grant=first)
    second = role_of(agency, Role.APPROVER)
    second.valid_from, second.valid_until = first.valid_until, None
    with pytest.raises(Clash):
        people.grant_role(SYSTEM, grant=second)
    second.valid_from += dt.timedelta(days=1)
    people.grant_role(SYSTEM, grant=second)
    with pytest.raises(Clash):  # nor is the first drawn out into the second
        people.end_role(SYSTEM, role_grant_id=first.pk, last_day=second.valid_from)


def test_what_became_forbidden_meanwhile_is_not_confirmed(agency: Agency) -> None:
    row = ask(agency, Role.IT_ADMIN)
    people.grant_role(SYSTEM, grant=role_of(agency, Role.APPROVER))
    with pytest.raises(Clash):
        requests.approve(agency.actor(HEAD), request_id=row.pk)
    assert not holds(agency, Role.IT_ADMIN)


@pytest.mark.django_db(transaction=True)
def test_two_roles_kept_apart_given_at_once_become_one_and_a_sentence() -> None:
    agency = make_agency()
    for _round in range(5):
        outcomes = at_once(
            lambda role: people.grant_role(SYSTEM, grant=role_of(agency, role)), KEPT_APART
        )
        assert sorted(outcomes) == ["Clash", "Clash", "done"]
        given = RoleGrant.objects.filter(person=agency.people[OFFICER])
        assert given.count() == 1
        given.delete()


@pytest.mark.django_db(transaction=True)
def test_two_confirmed_at_once_become_one(agency: Agency) -> None:
    rows = {role: ask(agency, role).pk for role in (Role.IT_ADMIN, Role.APPROVER)}
    seconds = {Role.IT_ADMIN: HEAD, Role.APPROVER: DEPUTY}
    outcomes = at_once(
        lambda role: requests.approve(agency.actor(seconds[role]), request_id=rows[role]), rows
    )
    assert sorted(outcomes) == ["Clash", "done"]
    assert AccountRequest.objects.filter(state=State.WAITING).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_password_and_a_leaders_post_at_once_are_not_both_given_alone() -> None:
    """Whichever comes first, the other needs two."""
    agency = make_agency()
    person = agency.people[OFFICER]
    person.set_unusable_password()
    person.save()
    acts = {
        "slip": lambda: issuing.issue_slips(agency.actor(ASKER), person_ids=[person.pk]),
        "post": lambda: people.appoint(
            agency.actor(ASKER), data=board_post(agency), valid_from=clock.today()
        ),
    }
    outcomes = at_once(lambda which: acts[which](), acts)
    assert "done" in outcomes
    assert {"NeedsTwo", "NeedsSecondPerson"} & set(outcomes)


def test_from_before_it_was_refused_the_page_names_who_has_both(
    signed_in: Browser, agency: Agency
) -> None:
    page = reverse("administration:roles")
    with translation.override("vi"):
        assert "phải tách riêng" not in signed_in(ASKER).get(page).text
        for role in (Role.IT_ADMIN, Role.APPROVER):
            RoleGrant.objects.create(person=agency.people[OFFICER], role=role, valid_from=LONG_AGO)
        text = signed_in(ASKER).get(page).text
    assert "phải tách riêng" in text
    assert "Ngô Thị Cẩm Tú" in text


# --- pages


def test_a_role_given_on_a_page_waits_and_the_second_confirms_it(
    signed_in: Browser, agency: Agency
) -> None:
    grant = reverse("administration:grant", args=[agency.people[OFFICER].pk])
    form = {"role": "clerk", "office": str(agency.office.pk),
            "valid_from": f"{clock.today():%d/%m/%Y}"}  # fmt: skip
    with translation.override("vi"):
        assert signed_in(ASKER).post(grant, form, follow=True).status_code == 200
        row = AccountRequest.objects.get()
        assert row.kind == RequestKind.ROLE
        roles = signed_in(ASKER).get(reverse("administration:roles")).text
        assert "Chờ người thứ hai" in roles
        listed = signed_in(HEAD).get(reverse("administration:requests")).text
        assert "Ngô Thị Cẩm Tú" in listed
        url = reverse("administration:request", args=[row.pk])
        page = signed_in(HEAD).get(url).text
        assert "Xác nhận và giao" in page
        assert agency.office.unit.name in page
        assert "Xác nhận và giao" not in signed_in(ASKER).get(url).text
        answer: Any = signed_in(HEAD).post(reverse("administration:approve", args=[row.pk]))
    assert answer.headers["Location"] == reverse("administration:requests")
    assert holds(agency, Role.CLERK)


def test_a_lapsed_request_says_so_on_its_page(signed_in: Browser, agency: Agency) -> None:
    row = ask(agency)
    AccountRequest.objects.update(asked_at=clock.now() - dt.timedelta(days=8))
    with translation.override("vi"):
        answer = signed_in(HEAD).post(reverse("administration:approve", args=[row.pk]))
    assert answer.status_code == 422
    assert "đã hết hiệu lực" in answer.text
    assert not holds(agency, Role.IT_ADMIN)


def test_a_head_of_the_office_is_the_second_of_a_second_factors_reset(agency: Agency) -> None:
    """An agency with one issuer can still help who has lost his telephone."""
    RoleGrant.objects.filter(person=agency.people[DEPUTY]).delete()
    pk = agency.people["diepptn"].pk
    row = requests.ask_factor_reset(agency.actor(ASKER), person_id=pk, reason="mất máy")
    with pytest.raises(Denied):
        requests.approve(agency.actor("dinhlq"), request_id=row.pk)
    requests.approve(agency.actor(DEPUTY), request_id=row.pk)
    assert Entry.objects.get(verb="person.second_factor_reset").person_id == (
        agency.people[DEPUTY].pk
    )
