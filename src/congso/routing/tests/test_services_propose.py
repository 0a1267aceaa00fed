# SPDX-License-Identifier: AGPL-3.0-or-later
"""The site's switch, the clerk's draft, routine kinds that go straight (PRACTICE 2.1)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from congso.common.lifecycle import WrongState
from congso.common.policy import Denied
from congso.documents.services import returns
from congso.documents.tests.factories import make_document
from congso.organisation.models import StandIn
from congso.routing.enums import PartyRole, Stage, Way
from congso.routing.models import Flow, Proposal
from congso.routing.parties import UnfitDirection
from congso.routing.queries import desk
from congso.routing.services import direct, enter, propose, rules
from congso.routing.services.enter import Entered
from congso.routing.tests.factories import (
    MORNING,
    WEDNESDAY,
    differences,
    directed,
    lead,
    lead_flow,
    party,
    presented,
    proposal_data,
    slip,
    tell_all,
)


def test_the_clerk_drafts_where_the_switch_lets_him_and_the_office_confirms(agency, document):
    data = proposal_data(agency, document)
    draft = propose.draft(agency.actor("diepptn"), data=data)
    assert draft.stage == Stage.DRAFT
    assert desk.to_distribute(agency.actor("khiemtg")).get() == document
    with pytest.raises(Denied):
        propose.present(agency.actor("diepptn"), proposal_id=draft.pk)
    propose.present(agency.actor("khiemtg"), proposal_id=draft.pk)
    assert desk.awaiting_direction(agency.actor("chauvtm")).get().pk == draft.pk
    with pytest.raises(WrongState):
        propose.draft(agency.actor("yenmt"), data=data)


def test_the_clerk_does_not_where_it_is_off(agency, document):
    agency.office.clerk_may_propose = False
    agency.office.save()
    with pytest.raises(Denied):
        propose.draft(agency.actor("diepptn"), data=proposal_data(agency, document))
    assert not Proposal.objects.exists()


def test_each_change_is_another_proposal(agency, document):
    first = propose.propose(agency.actor("khiemtg"), data=proposal_data(agency, document))
    second = propose.propose(
        agency.actor("hadtt"), data=proposal_data(agency, document, lead(agency, "KHTC"))
    )
    first.refresh_from_db()
    assert (first.stage, second.follows_id) == (Stage.SUPERSEDED, first.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.create(
            document=document, office=agency.office, stage=Stage.DRAFT, entered_at=MORNING
        )


def test_a_ready_proposal_is_presented_by_the_clerk_with_the_paper_file(agency, document):
    ready = propose.propose(agency.actor("khiemtg"), data=proposal_data(agency, document))
    assert desk.to_present(agency.actor("diepptn")).get() == ready
    propose.present(agency.actor("diepptn"), proposal_id=ready.pk)
    assert desk.presented(agency.actor("khiemtg")).get() == ready


def test_withdrawn_is_to_be_distributed_again(agency, document):
    proposal = presented(agency, document)
    with pytest.raises(Denied):
        propose.withdraw(agency.actor("diepptn"), proposal_id=proposal.pk)
    propose.withdraw(agency.actor("khiemtg"), proposal_id=proposal.pk)
    assert desk.to_distribute(agency.actor("khiemtg")).get() == document
    assert not desk.awaiting_direction(agency.actor("chauvtm")).exists()
    assert differences(document) == []


def test_presented_to_nobody_or_to_somebody_who_does_not_lead(agency, document):
    with pytest.raises(UnfitDirection):
        presented(agency, document, leader="dungctm")
    with pytest.raises(UnfitDirection):
        presented(agency, document, leader=None)


def test_straight_only_what_the_working_rules_list(agency, document):
    ready = propose.propose(
        agency.actor("khiemtg"), data=proposal_data(agency, document, leader=None)
    )
    with pytest.raises(propose.NotRoutine):
        propose.send_straight(agency.actor("khiemtg"), proposal_id=ready.pk)
    with pytest.raises(Denied):
        rules.set_routine_kinds(
            agency.actor("diepptn"), office_id=agency.office.pk, type_ids=[document.type_id]
        )
    rules.set_routine_kinds(
        agency.actor("khiemtg"), office_id=agency.office.pk, type_ids=[document.type_id]
    )
    with pytest.raises(Denied):
        propose.send_straight(agency.actor("diepptn"), proposal_id=ready.pk)
    direction = propose.send_straight(agency.actor("khiemtg"), proposal_id=ready.pk)
    assert (direction.way, direction.author.login) == (Way.STRAIGHT, "khiemtg")
    assert Proposal.objects.get().stage == Stage.SENT_STRAIGHT
    assert differences(document) == []


def test_straight_is_a_switch_of_the_office(agency, document):
    rules.set_routine_kinds(
        agency.actor("khiemtg"), office_id=agency.office.pk, type_ids=[document.type_id]
    )
    agency.office.office_may_send_straight = False
    agency.office.save()
    ready = propose.propose(
        agency.actor("khiemtg"), data=proposal_data(agency, document, leader=None)
    )
    with pytest.raises(Denied):
        propose.send_straight(agency.actor("khiemtg"), proposal_id=ready.pk)
    assert not Flow.objects.exists()


def test_in_a_chi_cuc_its_head_distributes_and_directs(agency):
    paper = make_document(agency.branch_office)
    assert desk.to_distribute(agency.actor("datqv")).get() == paper
    assert not desk.to_distribute(agency.actor("khiemtg")).exists()
    made = slip(paper, lead(agency, "CCTY-QLDB"))
    with pytest.raises(Denied):
        direct.direct(agency.actor("dinhlq"), slip=made)
    flow = lead_flow(direct.direct(agency.actor("datqv"), slip=made))
    assert desk.to_assign(agency.actor("trivc")).get() == flow
    assert differences(paper) == []


def test_a_paper_set_aside_leaves_the_leaders_queue(agency, document):
    proposal = presented(agency, document)
    returns.return_to_sender(agency.actor("diepptn"), document_id=document.pk, reason="Gửi nhầm Sở")
    assert not desk.awaiting_direction(agency.actor("chauvtm")).exists()
    with pytest.raises(WrongState):
        direct.agree(agency.actor("chauvtm"), proposal_id=proposal.pk)
    assert not Flow.objects.exists()
    tell_all()
    tell_all()
    proposal.refresh_from_db()
    assert proposal.stage == Stage.SUPERSEDED
    assert differences(document) == []


# --- entered for a leader (PRACTICE 2.5)


def test_handwritten_counts_as_the_leaders_and_he_confirms_by_one_tap(agency, document):
    entered = Entered(
        agency.people["chauvtm"].pk,
        Way.HANDWRITTEN,
        paper_date=document.arrived_on,
        photo_sha256="a" * 64,
        photo_name="bút phê.jpg",
    )
    direction = enter.enter_direction(
        agency.actor("diepptn"), slip=slip(document, lead(agency, "TT")), entered=entered
    )
    assert (direction.author.login, direction.entered_by.login) == ("chauvtm", "diepptn")
    assert desk.to_assign(agency.actor("dungctm")).exists()
    assert desk.unconfirmed(agency.actor("chauvtm")).get() == direction
    assert desk.unconfirmed_of_office(agency.actor("khiemtg")).get() == direction
    for login in ("diepptn", "khiemtg", "dinhlq", "nhatch"):
        with pytest.raises(Denied):
            enter.confirm(agency.actor(login), direction_id=direction.pk)
    enter.confirm(agency.actor("chauvtm"), direction_id=direction.pk)
    assert not desk.unconfirmed(agency.actor("chauvtm")).exists()
    with pytest.raises(Denied):
        enter.confirm(agency.actor("chauvtm"), direction_id=direction.pk)
    assert differences(document) == []


def test_handwritten_needs_its_photo_and_date(agency, document):
    made = slip(document, lead(agency, "TT"))
    leader = agency.people["dinhlq"].pk
    for entered in (
        Entered(leader, Way.HANDWRITTEN, paper_date=document.arrived_on),
        Entered(leader, Way.HANDWRITTEN, photo_sha256="a" * 64),
        Entered(agency.people["lyhc"].pk, Way.HANDWRITTEN, document.arrived_on, None, "a" * 64),
    ):
        with pytest.raises(UnfitDirection):
            enter.enter_direction(agency.actor("khiemtg"), slip=made, entered=entered)
    assert not Flow.objects.exists()


def test_spoken_is_for_the_office_alone_and_overtakes_the_proposal(agency, document):
    proposal = presented(agency, document)
    entered = Entered(agency.people["dinhlq"].pk, Way.SPOKEN)
    made = slip(document, lead(agency, person="tuntc"), text="Giao cho Tú làm, thứ Sáu báo cáo.")
    with pytest.raises(Denied):
        enter.enter_direction(agency.actor("diepptn"), slip=made, entered=entered)
    direction = enter.enter_direction(agency.actor("khiemtg"), slip=made, entered=entered)
    proposal.refresh_from_db()
    assert (proposal.stage, direction.proposal_id) == (Stage.CHANGED, proposal.pk)
    assert desk.mine_to_handle(agency.actor("tuntc")).exists()
    with pytest.raises(UnfitDirection):
        enter.enter_direction(
            agency.actor("khiemtg"),
            slip=slip(document, lead(agency, "TT"), text=""),
            entered=entered,
        )


# --- the Director is away (PRACTICE 2.6)


def stand_in(agency, **rights):
    return StandIn.objects.create(
        absent=agency.people["dinhlq"],
        stand_in=agency.people["bachnh"],
        valid_from=WEDNESDAY,
        valid_until=WEDNESDAY,
        **rights,
    )


def test_the_queue_flows_to_the_stand_in_and_both_names_are_kept(agency, document, monkeypatch):
    monkeypatch.setattr("congso.common.clock.now", lambda: MORNING)
    proposal = presented(agency, document, leader="dinhlq")
    with pytest.raises(Denied):
        direct.agree(agency.actor("bachnh"), proposal_id=proposal.pk)
    stand_in(agency, may_direct=True)
    assert desk.awaiting_direction(agency.actor("bachnh")).get() == proposal
    direction = direct.agree(agency.actor("bachnh"), proposal_id=proposal.pk)
    assert (direction.author.login, direction.acting_for.login) == ("bachnh", "dinhlq")
    assert desk.done_in_my_stead(agency.actor("dinhlq"), since=MORNING).get() == direction
    assert differences(document) == []


def test_a_stand_in_without_the_right_to_direct_reads_only(agency, document, monkeypatch):
    monkeypatch.setattr("congso.common.clock.now", lambda: MORNING)
    proposal = presented(agency, document, leader="dinhlq")
    stand_in(agency, may_direct=False)
    assert not desk.awaiting_direction(agency.actor("bachnh")).exists()
    with pytest.raises(Denied):
        direct.agree(agency.actor("bachnh"), proposal_id=proposal.pk)


def test_own_field_needs_no_stand_in(agency, document, monkeypatch):
    monkeypatch.setattr("congso.common.clock.now", lambda: MORNING)
    stand_in(agency, may_direct=True)
    proposal = presented(agency, document, leader="bachnh")
    assert direct.agree(agency.actor("bachnh"), proposal_id=proposal.pk).acting_for is None


def test_phrases_are_ones_own_or_the_offices(agency):
    office = agency.office.pk
    own = rules.keep_phrase(agency.actor("chauvtm"), office_id=office, text="Kính  chuyển đ/c Bách")
    rules.keep_phrase(agency.actor("khiemtg"), office_id=office, text="Báo cáo Giám đốc", own=False)
    with pytest.raises(Denied):
        rules.keep_phrase(agency.actor("tuntc"), office_id=office, text="x")
    with pytest.raises(Denied):
        rules.drop_phrase(agency.actor("dinhlq"), phrase_id=own.pk)
    offered = desk.phrases(agency.actor("chauvtm"), office).values_list("text", flat=True)
    assert list(offered) == ["Kính chuyển đ/c Bách", "Báo cáo Giám đốc"]
    assert desk.phrases(agency.actor("bachnh"), office).count() == 1
    rules.drop_phrase(agency.actor("chauvtm"), phrase_id=own.pk)
    assert desk.phrases(agency.actor("chauvtm"), office).count() == 1


def test_followed_and_urged(agency, document):
    directed(
        agency,
        document,
        lead(agency, "TT"),
        party(agency, PartyRole.KNOW, "KHTC"),
        watcher_id=agency.people["bachnh"].pk,
        urger_id=agency.people["duongntt"].pk,
    )
    for login in ("dinhlq", "bachnh", "duongntt"):
        assert desk.followed(agency.actor(login)).count() == 1
    further = slip(document, lead(agency, "KHTC"), text="Thêm phần kinh phí.")
    assert direct.direct(agency.actor("bachnh"), slip=further).author.login == "bachnh"
    assert differences(document) == []
