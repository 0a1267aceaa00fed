# SPDX-License-Identifier: AGPL-3.0-or-later
"""The recipient flow: read is not handled, the parent completes by its lead (B-08, B-09)."""

from __future__ import annotations

import datetime as dt

import pytest

from congso.audit.models import Entry
from congso.common.lifecycle import WrongState
from congso.common.policy import Denied
from congso.documents.enums import State as PaperState
from congso.organisation.models import StandIn
from congso.routing.deadlines import DueTooLate
from congso.routing.enums import FinishKind, PartyRole, State, Verdict, WorkKind
from congso.routing.models import Flow
from congso.routing.parties import UnfitDirection
from congso.routing.queries import desk
from congso.routing.services import assign, handle, redirect
from congso.routing.services.locking import Stale
from congso.routing.tests.factories import (
    MORNING,
    WEDNESDAY,
    assigned,
    by_day,
    differences,
    directed,
    lead,
    lead_flow,
    party,
    slip,
)


@pytest.fixture
def room(agency, document):
    """Trồng trọt leads by a date, Kế hoạch - Tài chính supports, an officer of the Office knows."""
    direction = directed(
        agency,
        document,
        lead(agency, "TT"),
        party(agency, PartyRole.COOPERATE, "KHTC"),
        party(agency, PartyRole.KNOW, person="duongntt"),
        due=by_day(10),
    )
    return {f.role: f for f in direction.flows.all()}


def test_read_is_not_handled(agency, document, room):
    assert handle.receive(agency.actor("dungctm")) == 1
    assert handle.receive(agency.actor("dungctm")) == 0
    handle.read(agency.actor("dungctm"), document_id=document.pk)
    flow = Flow.objects.get(pk=room["lead"].pk)
    assert (flow.state, flow.read_by.login) == (State.SENT, "dungctm")
    assert flow.received_at <= flow.read_at
    assert desk.to_assign(agency.actor("dungctm")).get() == flow


def test_for_information_closes_on_reading_and_nobody_elses_reading_closes_it(
    agency, document, room
):
    assert handle.read(agency.actor("khiemtg"), document_id=document.pk) == []
    actor = agency.actor("duongntt")
    assert desk.for_information(actor).count() == 1
    handle.read(actor, document_id=document.pk)
    flow = Flow.objects.get(pk=room["know"].pk)
    assert (flow.state, flow.finish_kind) == (State.DONE, FinishKind.READ)
    assert not desk.for_information(agency.actor("duongntt")).exists()
    assert handle.read(actor, document_id=document.pk) == []
    assert Entry.objects.filter(verb="flow.read").count() == 1


def test_the_head_assigns_on_and_the_paper_is_done_by_the_deepest_lead(agency, document, room):
    first = assigned(agency, "dungctm", room["lead"], lead(agency, person="tamnv"), due=by_day(8))
    deputy = lead_flow(first)
    second = assigned(agency, "tamnv", deputy, lead(agency, person="tuntc"))
    officer = lead_flow(second)
    assert officer.due_at == by_day(8).at  # not given: the one above
    assert not desk.to_assign(agency.actor("dungctm")).exists()
    assert desk.mine_to_handle(agency.actor("tuntc")).get() == officer

    handle.accept(agency.actor("tuntc"), flow_id=officer.pk)
    handle.report_progress(agency.actor("tuntc"), flow_id=officer.pk, text="Đã có số liệu 9/11 xã")
    handle.finish(
        agency.actor("tuntc"), flow_id=officer.pk, kind=FinishKind.ANSWERED, note="312/BC-SNN"
    )

    states = {f.pk: (f.state, f.finish_kind) for f in Flow.objects.all()}
    done = (State.DONE, FinishKind.ANSWERED)
    assert states[officer.pk] == states[deputy.pk] == states[room["lead"].pk] == done
    assert Flow.objects.get(pk=room["lead"].pk).finish_note == "312/BC-SNN"
    assert states[room["cooperate"].pk] == (State.DONE, FinishKind.NO_OPINION)
    assert states[room["know"].pk] == (State.SENT, "")
    document.refresh_from_db()
    assert document.state == PaperState.FINISHED
    assert differences(document) == []


def test_an_opinion_in_time_is_not_counted_as_silent(agency, document, room):
    with pytest.raises(UnfitDirection):
        handle.give_opinion(
            agency.actor("lyhc"), flow_id=room["cooperate"].pk, verdict=Verdict.COMMENT
        )
    opinion = handle.give_opinion(
        agency.actor("lyhc"),
        flow_id=room["cooperate"].pk,
        verdict=Verdict.COMMENT,
        text="Đề nghị bỏ mục 3, nguồn vốn chưa bố trí.",
    )
    handle.finish(agency.actor("dungctm"), flow_id=room["lead"].pk, kind=FinishKind.FILED)
    flow = Flow.objects.get(pk=room["cooperate"].pk)
    assert (flow.finish_kind, opinion.flow_id) == (FinishKind.OPINION, flow.pk)


def test_an_opinion_assigned_on_closes_the_unit_s_flow_as_opinion(agency, document, room):
    below = assigned(agency, "lyhc", room["cooperate"], lead(agency, person="khoava"))
    officer = lead_flow(below)
    with pytest.raises(Denied):
        handle.finish(agency.actor("khoava"), flow_id=officer.pk, kind=FinishKind.FILED)
    assert desk.cooperating(agency.actor("khoava")).get() == officer
    handle.give_opinion(agency.actor("khoava"), flow_id=officer.pk, verdict=Verdict.AGREE)
    flow = Flow.objects.get(pk=room["cooperate"].pk)
    assert (flow.state, flow.finish_kind) == (State.DONE, FinishKind.OPINION)
    document.refresh_from_db()
    assert document.state == PaperState.DISTRIBUTED


def test_when_needed_closes_on_reading_and_is_never_counted(agency, document):
    direction = directed(
        agency,
        document,
        lead(agency, "TT"),
        party(agency, PartyRole.COOPERATE, "KHTC", when_needed=True),
        party(agency, PartyRole.COOPERATE, "VP", when_needed=True),
    )
    handle.read(agency.actor("lyhc"), document_id=document.pk)
    handle.finish(
        agency.actor("dungctm"), flow_id=lead_flow(direction).pk, kind=FinishKind.REFERENCE
    )
    kinds = dict(direction.flows.values_list("unit__code", "finish_kind"))
    assert kinds == {"TT": "reference", "KHTC": "read", "VP": "by_lead"}


def test_returned_needs_a_reason_and_comes_to_who_gave_it(agency, document, room):
    with pytest.raises(UnfitDirection):
        handle.return_flow(agency.actor("dungctm"), flow_id=room["lead"].pk, reason=" ")
    handle.return_flow(
        agency.actor("dungctm"), flow_id=room["lead"].pk, reason="Gửi nhầm, việc của KHTC"
    )
    assert desk.returned(agency.actor("dinhlq")).get().reason == "Gửi nhầm, việc của KHTC"
    assert desk.returned(agency.actor("khiemtg")).count() == 1
    assert differences(document) == []
    with pytest.raises(WrongState):
        handle.accept(agency.actor("dungctm"), flow_id=room["lead"].pk)


def test_forward_keeps_role_date_and_history(agency, document):
    direction = directed(agency, document, lead(agency, "TT"), due=by_day(9))
    flow = lead_flow(direction)
    handle.return_flow(agency.actor("dungctm"), flow_id=flow.pk, reason="Gửi nhầm")
    fresh = redirect.forward(
        agency.actor("khiemtg"), flow_id=flow.pk, to=lead(agency, "KHTC"), reason="Đúng phòng"
    )
    flow.refresh_from_db()
    assert (flow.state, fresh.role, fresh.due_at) == (State.FORWARDED, "lead", flow.due_at)
    assert fresh.forwarded_from == flow
    assert not desk.returned(agency.actor("dinhlq")).exists()
    assert differences(document) == []
    with pytest.raises(Denied):
        redirect.forward(agency.actor("tuntc"), flow_id=fresh.pk, to=lead(agency, "TT"))


def test_sick_officer_the_head_gives_on_and_the_date_stays(agency, document, room):
    flow = lead_flow(assigned(agency, "dungctm", room["lead"], lead(agency, person="tuntc")))
    handle.accept(agency.actor("tuntc"), flow_id=flow.pk)
    fresh = redirect.forward(
        agency.actor("dungctm"), flow_id=flow.pk, to=lead(agency, person="tamnv2"), reason="Ốm"
    )
    assert fresh.due_at == flow.due_at == room["lead"].due_at
    assert not desk.mine_to_handle(agency.actor("tuntc")).exists()
    handle.finish(agency.actor("tamnv2"), flow_id=fresh.pk, kind=FinishKind.FILED)
    document.refresh_from_db()
    assert document.state == PaperState.FINISHED


def test_taken_back_inside_the_unit_waits_to_be_assigned_again(agency, document, room):
    flow = lead_flow(assigned(agency, "dungctm", room["lead"], lead(agency, person="tuntc")))
    redirect.take_back(agency.actor("dungctm"), flow_id=flow.pk, reason="Phân công lại")
    assert desk.to_assign(agency.actor("dungctm")).get().pk == room["lead"].pk
    assert desk.taken_back(agency.actor("tuntc")).get() == flow
    assert differences(document) == []


def test_a_room_date_never_lies_after_the_leaders(agency, document, room):
    with pytest.raises(DueTooLate):
        assigned(agency, "dungctm", room["lead"], lead(agency, person="tuntc"), due=by_day(11))
    assert not Flow.objects.filter(parent__isnull=False).exists()


def test_heads_assign_inside_their_unit_only(agency, document, room):
    for wrong in (lead(agency, person="khoava"), lead(agency, "KHTC")):
        with pytest.raises(UnfitDirection):
            assigned(agency, "dungctm", room["lead"], wrong)
    with pytest.raises(Denied):
        assigned(agency, "lyhc", room["lead"], lead(agency, person="tuntc"))
    with pytest.raises(Denied):
        assigned(agency, "tuntc", room["lead"], lead(agency, person="tuntc"))


def test_what_came_for_information_goes_on_for_information(agency, document):
    direction = directed(
        agency, document, lead(agency, "KHTC"), party(agency, PartyRole.KNOW, "TT")
    )
    flow = direction.flows.get(role="know")
    handle.read(agency.actor("dungctm"), document_id=document.pk)
    with pytest.raises((Denied, WrongState)):
        assigned(agency, "dungctm", flow, lead(agency, person="tuntc"))
    passed = slip(
        document, party(agency, PartyRole.KNOW, person="tuntc"), work_kind=WorkKind.TO_KNOW
    )
    assign.pass_to_know(agency.actor("dungctm"), flow_id=flow.pk, slip=passed)
    assert desk.for_information(agency.actor("tuntc")).count() == 1
    assert differences(document) == []


def test_reopened_with_everything_that_had_completed_through_it(agency, document, room):
    officer = lead_flow(assigned(agency, "dungctm", room["lead"], lead(agency, person="tuntc")))
    handle.finish(agency.actor("tuntc"), flow_id=officer.pk, kind=FinishKind.REFERENCE)
    redirect.reopen(agency.actor("dungctm"), flow_id=officer.pk, reason="Thiếu phụ lục")
    states = set(Flow.objects.filter(role="lead").values_list("state", "finish_kind"))
    assert states == {(State.IN_PROGRESS, "")}
    document.refresh_from_db()
    assert document.state == PaperState.DISTRIBUTED


def test_closed_by_who_gave_it(agency, document, room):
    with pytest.raises(Denied):
        redirect.close(agency.actor("dungctm"), flow_id=room["lead"].pk, reason="Thôi")
    redirect.close(agency.actor("dinhlq"), flow_id=room["lead"].pk, reason="Đã trao đổi trực tiếp")
    document.refresh_from_db()
    assert document.state == PaperState.FINISHED
    assert Flow.objects.get(pk=room["lead"].pk).finish_kind == FinishKind.CLOSED


def test_answered_says_by_which_paper(agency, room):
    for kind, note in ((FinishKind.ANSWERED, ""), (FinishKind.OPINION, "x"), ("", "")):
        with pytest.raises(UnfitDirection):
            handle.finish(agency.actor("dungctm"), flow_id=room["lead"].pk, kind=kind, note=note)
    assert Flow.objects.get(pk=room["lead"].pk).state == State.SENT


def test_a_page_of_yesterday_changes_nothing(agency, room):
    handle.accept(agency.actor("dungctm"), flow_id=room["lead"].pk, expected_version=1)
    with pytest.raises(Stale):
        handle.finish(
            agency.actor("dungctm"),
            flow_id=room["lead"].pk,
            kind=FinishKind.FILED,
            expected_version=1,
        )


def test_nobody_else_handles(agency, room):
    for login in ("lyhc", "tuntc", "dinhlq", "khiemtg", "nhatch", "datqv"):
        with pytest.raises(Denied):
            handle.accept(agency.actor(login), flow_id=room["lead"].pk)
        with pytest.raises(Denied):
            handle.finish(agency.actor(login), flow_id=room["lead"].pk, kind=FinishKind.FILED)


def test_urged_and_logged(agency, document, room):
    urge = redirect.urge(agency.actor("hadtt"), flow_id=room["lead"].pk, text="Hạn ngày mai")
    assert (urge.author.login, urge.text) == ("hadtt", "Hạn ngày mai")
    for login in ("lyhc", "dungctm"):
        with pytest.raises(Denied):
            redirect.urge(agency.actor(login), flow_id=room["lead"].pk)


def test_a_stand_in_handles_in_the_days_of_his_appointment(agency, room, monkeypatch):
    StandIn.objects.create(
        absent=agency.people["dungctm"],
        stand_in=agency.people["lyhc"],
        valid_from=WEDNESDAY,
        valid_until=WEDNESDAY + dt.timedelta(days=2),
    )
    for days, allowed in ((-1, False), (0, True), (2, True), (3, False)):
        day = MORNING + dt.timedelta(days=days)
        monkeypatch.setattr("congso.common.clock.now", lambda day=day: day)
        found = desk.to_assign(agency.actor("lyhc")).filter(pk=room["lead"].pk)
        assert found.exists() is allowed, days
    monkeypatch.setattr("congso.common.clock.now", lambda: MORNING)
    handle.accept(agency.actor("lyhc"), flow_id=room["lead"].pk)
    entry = Entry.objects.get(verb="flow.accept")
    assert entry.person_id == agency.people["lyhc"].pk
    assert entry.acting_for_id == agency.people["dungctm"].pk
