# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the proposal to the direction (issue 9; B-07, R-47)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from congso.access.enums import ObjectKind
from congso.access.queries import visible
from congso.audit.models import Entry
from congso.common.lifecycle import WrongState
from congso.common.policy import Denied
from congso.documents.enums import State as PaperState
from congso.documents.enums import Urgency
from congso.documents.indexing import index_own
from congso.documents.models import Document
from congso.documents.search import search
from congso.documents.tests.factories import make_document
from congso.routing.deadlines import DueInThePast, DueTooLate
from congso.routing.enums import PartyRole, Stage, State, Way, WorkKind
from congso.routing.models import Direction, Flow, Proposal
from congso.routing.parties import UnfitDirection
from congso.routing.queries import desk
from congso.routing.services import direct, propose, redirect
from congso.routing.tests.factories import (
    TEXT,
    by_day,
    differences,
    directed,
    lead,
    lead_flow,
    party,
    presented,
    proposal_data,
    slip,
)


def sees(agency, login, document) -> bool:
    actor = agency.actor(login)
    return Document.objects.filter(visible(actor, ObjectKind.DOCUMENT), pk=document.pk).exists()


def test_agree_sends_exactly_what_was_proposed(agency, document):
    proposal = presented(
        agency,
        document,
        lead(agency, "TT"),
        party(agency, PartyRole.COOPERATE, "KHTC"),
        party(agency, PartyRole.KNOW, person="duongntt"),
        due=by_day(9),
        watcher_id=agency.people["bachnh"].pk,
        urger_id=agency.people["khiemtg"].pk,
    )
    assert document.proposals.get().stage == Stage.PRESENTED
    assert not sees(agency, "dungctm", document)

    direction = direct.agree(agency.actor("chauvtm"), proposal_id=proposal.pk)

    flows = {f.role: f for f in direction.flows.select_related("unit", "person")}
    assert direction.way == Way.AGREED
    assert direction.text == TEXT
    assert direction.author_title == "Phó Giám đốc"
    assert flows["lead"].unit.code == "TT"
    assert flows["lead"].due_at == direction.due_at == by_day(9).at
    assert flows["cooperate"].due_at < direction.due_at
    assert flows["cooperate"].owes_opinion
    assert flows["know"].person.login == "duongntt"
    assert flows["know"].due_at is None
    document.refresh_from_db()
    assert document.state == PaperState.DISTRIBUTED
    assert Proposal.objects.get(pk=proposal.pk).stage == Stage.AGREED
    assert [sees(agency, who, document) for who in ("dungctm", "lyhc", "bachnh", "tuntc")] == [
        True, True, True, False,
    ]  # fmt: skip
    assert differences(document) == []


def test_a_draft_or_ready_proposal_is_in_nobodys_list_but_shows_the_field(agency, document):
    propose.propose(agency.actor("khiemtg"), data=proposal_data(agency, document))
    assert not desk.awaiting_direction(agency.actor("chauvtm")).exists()
    assert sees(agency, "chauvtm", document)  # TT is of her field
    assert not sees(agency, "bachnh", document)
    assert desk.to_present(agency.actor("khiemtg")).get().document_id == document.pk
    assert not desk.to_distribute(agency.actor("khiemtg")).exists()


def test_exactly_one_lead(agency, document):
    actor = agency.actor("dinhlq")
    two = slip(document, lead(agency, "TT"), lead(agency, "KHTC"))
    none = slip(document, party(agency, PartyRole.KNOW, "TT"))
    for wrong in (two, none, slip(document)):
        with pytest.raises(UnfitDirection):
            direct.direct(actor, slip=wrong)
    assert not Direction.objects.exists()
    assert not Flow.objects.exists()


def test_the_database_refuses_a_second_lead_and_a_direction_without_one(agency, document):
    direction = directed(agency, document)
    flow = lead_flow(direction)
    with pytest.raises(IntegrityError), transaction.atomic():
        Flow.objects.create(
            direction=direction, document=document, office=agency.office, giver=direction.author,
            unit=agency.units["KHTC"], role="lead", state="sent", sent_at=direction.given_at,
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():  # noqa: PT012 - asked at the end
        Direction.objects.create(
            document=document, author=direction.author, way=Way.WRITTEN, text="x",
            given_at=direction.given_at,
        )  # fmt: skip
        connection.check_constraints()
    assert flow.state == State.SENT


@pytest.mark.parametrize("change", ["text = 'khác'", "due_at = now()", "author_id = author_id + 1"])
def test_a_direction_is_never_changed(agency, document, change):
    direction = directed(agency, document)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        connection.cursor().execute(f"UPDATE routing_direction SET {change}")
    with pytest.raises(IntegrityError, match="never removed"), transaction.atomic():
        connection.cursor().execute("DELETE FROM routing_direction")
    assert Direction.objects.get().text == direction.text


def test_the_words_of_a_proposal_are_never_changed(agency, document):
    presented(agency, document)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        connection.cursor().execute("UPDATE routing_proposal SET text = 'khác'")


def test_two_requests_get_two_directions_with_a_lead_each(agency, document):
    directed(agency, document, lead(agency, "TT"))
    directed(agency, document, lead(agency, "KHTC"), text="Phần kinh phí.")
    assert {f.unit.code for f in Flow.objects.filter(role="lead")} == {"TT", "KHTC"}
    assert Direction.objects.count() == 2


def test_own_words_keep_the_proposal_beside(agency, document):
    proposal = presented(agency, document)
    direction = direct.direct(
        agency.actor("chauvtm"), slip=slip(document, lead(agency, "KHTC"), text="Giao KHTC.")
    )
    proposal.refresh_from_db()
    assert proposal.stage == Stage.CHANGED
    assert direction.proposal_id == proposal.pk
    assert proposal.parties.get().unit.code == "TT"


def test_a_deputy_directs_only_in_his_field(agency, document):
    with pytest.raises(Denied):
        direct.direct(agency.actor("bachnh"), slip=slip(document, lead(agency, "TT")))
    presented(agency, document)
    with pytest.raises(Denied):
        direct.agree(agency.actor("bachnh"), proposal_id=document.proposals.get().pk)
    with pytest.raises(Denied):
        direct.direct(agency.actor("nhatch"), slip=slip(document, lead(agency, "TT")))
    assert not Flow.objects.exists()


def test_hand_to_another_leader(agency, document):
    proposal = presented(agency, document)
    fresh = direct.hand_to_leader(
        agency.actor("chauvtm"), proposal_id=proposal.pk, leader_id=agency.people["bachnh"].pk
    )
    proposal.refresh_from_db()
    assert (proposal.stage, fresh.stage) == (Stage.SUPERSEDED, Stage.PRESENTED)
    assert fresh.parties.get().unit.code == "TT"
    assert sees(agency, "bachnh", document)
    with pytest.raises(WrongState):
        direct.agree(agency.actor("chauvtm"), proposal_id=proposal.pk)
    assert direct.agree(agency.actor("bachnh"), proposal_id=fresh.pk).text == TEXT


def test_returned_to_the_office_with_a_reason(agency, document):
    proposal = presented(agency, document)
    with pytest.raises(UnfitDirection):
        direct.return_to_office(agency.actor("chauvtm"), proposal_id=proposal.pk, reason="  ")
    direct.return_to_office(
        agency.actor("chauvtm"), proposal_id=proposal.pk, reason="Thiếu phụ lục 2"
    )
    office = agency.actor("khiemtg")
    proposal.refresh_from_db()
    assert proposal.return_reason == "Thiếu phụ lục 2"
    assert desk.to_distribute(office).get() == document
    assert not sees(agency, "chauvtm", document)
    presented(agency, document)
    assert not desk.to_distribute(agency.actor("khiemtg")).exists()
    assert differences(document) == []


def test_a_batch_leaves_urgent_and_broken_ones_and_sends_the_rest(agency):
    papers = [
        make_document(agency.office),
        make_document(agency.office, urgency=Urgency.EXPRESS),
        make_document(agency.office, urgency=Urgency.URGENT),
        make_document(agency.office),
    ]
    ids = [presented(agency, paper).pk for paper in papers]
    direct.return_to_office(agency.actor("chauvtm"), proposal_id=ids[3], reason="Để xem lại")

    results = direct.agree_all(agency.actor("chauvtm"), proposal_ids=ids)

    assert [r.proposal_id for r in results] == ids
    assert [r.direction is not None for r in results] == [True, False, True, False]
    assert results[1].refusal == direct.UrgentApart.message
    assert results[3].refusal == WrongState.message
    stages = [Proposal.objects.get(pk=pk).stage for pk in ids]
    assert stages == [Stage.AGREED, Stage.PRESENTED, Stage.AGREED, Stage.RETURNED]
    assert Flow.objects.count() == 2


def test_a_batch_tells_nothing_about_papers_of_others(agency):
    other = presented(agency, make_document(agency.office, urgency=Urgency.EXPRESS))
    results = direct.agree_all(agency.actor("bachnh"), proposal_ids=[other.pk, 999_999])
    assert [r.refusal for r in results] == [Denied.message, Denied.message]


def test_a_deadline_before_today_or_later_than_the_superior_one_is_refused(agency):
    paper = make_document(agency.office, due_at=by_day(5).at)
    with pytest.raises(DueInThePast):
        directed(agency, paper, due=by_day(-1))
    with pytest.raises(DueTooLate):
        directed(agency, paper, due=by_day(6))
    assert directed(agency, paper).due_at == by_day(5).at
    assert Entry.objects.filter(verb="flow.send").count() == 1


def test_to_know_only_is_handled_when_sent(agency, document):
    direction = directed(
        agency, document, party(agency, PartyRole.KNOW, "TT"), work_kind=WorkKind.TO_KNOW
    )
    document.refresh_from_db()
    assert document.state == PaperState.FINISHED
    assert direction.flows.get().state == State.SENT
    further = directed(agency, document, lead(agency, "KHTC"))
    document.refresh_from_db()
    assert document.state == PaperState.DISTRIBUTED
    assert further.flows.get().state == State.SENT


def test_units_of_other_agencies_and_strangers_cannot_be_named(agency, document):
    actor = agency.actor("dinhlq")
    for wrong in (
        lead(agency, "CCTY-QLDB"),  # a room of the Chi cục
        lead(agency, person="trivc"),
        lead(agency, "BGĐ"),
        lead(agency, "SNN"),
    ):
        with pytest.raises(UnfitDirection):
            direct.direct(actor, slip=slip(document, wrong))
    assert not Flow.objects.exists()


def test_office_distributes_and_officers_do_not(agency, document):
    data = proposal_data(agency, document)
    for login in ("tuntc", "dungctm", "datqv", "chauvtm"):
        with pytest.raises(Denied):
            propose.propose(agency.actor(login), data=data)
    assert propose.propose(agency.actor("hadtt"), data=data).stage == Stage.READY


def test_taken_back_whole_direction(agency, document):
    direction = directed(
        agency, document, lead(agency, "TT"), party(agency, PartyRole.COOPERATE, "KHTC")
    )
    redirect.take_back(
        agency.actor("khiemtg"), flow_id=lead_flow(direction).pk, reason="Gửi nhầm phòng"
    )
    assert set(direction.flows.values_list("state", flat=True)) == {State.TAKEN_BACK}
    assert not sees(agency, "dungctm", document)
    assert differences(document) == []
    assert desk.stranded(agency.actor("khiemtg")).get() == document


def test_a_paper_is_found_by_what_the_leader_said_also_after_a_correction(agency, document):
    said = slip(document, lead(agency, "TT"), text="Rà lại đập Ea Kao, báo cáo kỹ")
    direct.direct(agency.actor("dinhlq"), slip=said)
    clerk = agency.actor("diepptn")
    assert [row.document.pk for row in search(clerk, "dap ea kao").rows] == [document.pk]
    index_own(document)
    assert [row.document.pk for row in search(clerk, "dap ea kao").rows] == [document.pk]
    assert search(agency.actor("ngantt"), "dap ea kao").rows == []  # another office's clerk
