# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom routing lets see a paper (VISIBILITY.md), and that rows equal what is derived."""

from __future__ import annotations

import datetime as dt

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from congso.access.enums import ObjectKind
from congso.access.models import AccessRow
from congso.access.queries import visible
from congso.common import clock
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.documents import visibility
from congso.documents.enums import Urgency
from congso.documents.incoming import InvitationData
from congso.documents.jobs import check_sight, show_papers
from congso.documents.models import Book, Document
from congso.documents.services import restrict
from congso.documents.tests.factories import make_document
from congso.organisation.enums import DutyKind, Position, Rank
from congso.organisation.enums import Role as Duty
from congso.organisation.models import DutyTurn, LeaderField, Post, RoleGrant, StandIn
from congso.organisation.services import people, structure
from congso.routing.enums import FinishKind, Part, PartyRole
from congso.routing.models import Flow
from congso.routing.parties import UnfitDirection
from congso.routing.policies import PAPERS
from congso.routing.queries import desk
from congso.routing.services import attend, direct, handle, propose
from congso.routing.services.attend import Goes
from congso.routing.services.widening import NeedsWidening
from congso.routing.tests.factories import (
    assigned,
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

ALL = (
    "dinhlq", "chauvtm", "bachnh", "khiemtg", "hadtt", "diepptn", "nhatch", "duongntt", "dungctm",
    "tamnv", "tuntc", "tamnv2", "lyhc", "khoava", "datqv", "ngantt", "trivc", "hanhutm",
)  # fmt: skip
READERS = {"dinhlq", "khiemtg", "hadtt", "diepptn", "nhatch"}  # nhatch: secretary of the Director


def seen_by(agency, document) -> set[str]:
    return {
        login
        for login in ALL
        if Document.objects.filter(
            visible(agency.actor(login), ObjectKind.DOCUMENT), pk=document.pk
        ).exists()
    }


def in_place_of(agency, absent, login):
    today, people = clock.today(), agency.people
    StandIn.objects.create(
        absent=people[absent], stand_in=people[login], valid_from=today, valid_until=today,
        may_direct=True,
    )  # fmt: skip


def test_from_the_queue_to_the_officer(agency, document):
    assert seen_by(agency, document) == READERS
    propose.draft(agency.actor("diepptn"), data=proposal_data(agency, document, leader=None))
    assert seen_by(agency, document) == READERS | {"chauvtm"}  # the field, nobody of the room
    propose.withdraw(agency.actor("diepptn"), proposal_id=document.proposals.get().pk)
    assert seen_by(agency, document) == READERS
    proposal = presented(agency, document, leader="bachnh")
    assert seen_by(agency, document) == READERS | {"chauvtm", "bachnh"}
    direction = direct.agree(agency.actor("bachnh"), proposal_id=proposal.pk)
    heads = {"chauvtm", "bachnh", "dungctm", "tamnv"}
    assert seen_by(agency, document) == READERS | heads
    assigned(agency, "dungctm", lead_flow(direction), lead(agency, person="tuntc"))
    assert seen_by(agency, document) == READERS | heads | {"tuntc"}
    assert differences(document) == []


def test_the_whole_room_by_its_switch(agency, document):
    agency.units["TT"].all_members_see = True
    agency.units["TT"].save()
    directed(agency, document, lead(agency, "TT"))
    assert {"tuntc", "tamnv2"} <= seen_by(agency, document)


def test_the_switch_works_at_once_for_papers_that_are_there(agency, document):
    directed(agency, document, lead(agency, "TT"))
    assert not {"tuntc", "tamnv2"} & seen_by(agency, document)
    tt = agency.units["TT"].pk
    structure.set_sight(Actor.system("test"), unit_id=tt, all_members_see=True)
    assert {"tuntc", "tamnv2"} <= seen_by(agency, document)
    structure.set_sight(Actor.system("test"), unit_id=tt, all_members_see=False)
    assert not {"tuntc", "tamnv2"} & seen_by(agency, document)
    assert differences(document) == []


def test_a_paper_to_one_deputy_director_is_not_the_others(agency, document):
    directed(agency, document, lead(agency, "KHTC"), party(agency, "cooperate", person="bachnh"))
    assert seen_by(agency, document) == READERS | {"bachnh", "lyhc"}


def test_a_field_moves_with_its_leader(agency, document):
    directed(agency, document, lead(agency, "TT"))
    held = LeaderField.objects.get(unit=agency.units["TT"])
    assert "chauvtm" in seen_by(agency, document)
    held.leader = agency.people["bachnh"]
    held.save()
    assert {"bachnh"} <= seen_by(agency, document)
    assert "chauvtm" not in seen_by(agency, document)


def test_a_mover_keeps_what_was_his_own_and_loses_the_units(agency, document):
    flow = lead_flow(directed(agency, document, lead(agency, "TT")))
    assigned(agency, "dungctm", flow, lead(agency, person="tuntc"))
    other = make_document(agency.office)
    directed(agency, other, lead(agency, "TT"))
    yesterday = clock.today() - dt.timedelta(days=1)
    for login in ("tuntc", "dungctm"):
        Post.objects.filter(person=agency.people[login]).update(valid_until=yesterday)
        Post.objects.create(
            person=agency.people[login], unit=agency.units["KHTC"], title="Chuyên viên",
            position=Position.MEMBER, rank=Rank.OFFICER, is_primary=True, valid_from=clock.today(),
        )  # fmt: skip
    assert "tuntc" in seen_by(agency, document)
    assert "dungctm" not in seen_by(agency, document) | seen_by(agency, other)
    assert not desk.to_assign(agency.actor("dungctm")).exists()


def test_who_goes_to_another_office_leaves_its_papers_and_finds_them_when_back(agency, document):
    flow = lead_flow(directed(agency, document, lead(agency, "TT")))
    assigned(agency, "dungctm", flow, lead(agency, person="tuntc"))
    mine = Flow.objects.get(person=agency.people["tuntc"])
    here = Post.objects.filter(person=agency.people["tuntc"])
    here.update(valid_until=clock.today() - dt.timedelta(days=1))
    Post.objects.create(
        person=agency.people["tuntc"], unit=agency.units["CCTY-QLDB"], title="Chuyên viên",
        position=Position.MEMBER, rank=Rank.OFFICER, is_primary=True, valid_from=clock.today(),
    )  # fmt: skip
    assert "tuntc" not in seen_by(agency, document)
    with pytest.raises(Denied):
        handle.accept(agency.actor("tuntc"), flow_id=mine.pk)
    here.filter(unit__code="TT").update(valid_until=None, is_primary=False)
    assert "tuntc" in seen_by(agency, document)


def test_a_stand_in_of_another_office_sees_nothing_of_this_one(agency, document):
    directed(agency, document, lead(agency, person="tuntc"))
    in_place_of(agency, "tuntc", "hanhutm")
    assert "hanhutm" not in seen_by(agency, document)


def test_an_inspector_sees_the_span_of_his_decision_while_it_lasts(agency, document):
    before = make_document(agency.office, arrived_at=document.arrived_at - dt.timedelta(days=1))
    day = document.arrived_on
    decision = people.grant_role(
        Actor.system("decision"),
        grant=RoleGrant(
            person=agency.people["tamnv2"], role=Duty.AUDITOR, registry_office=agency.office,
            decision="128/QĐ-SNN", scope_from=day, scope_until=day,
            valid_from=clock.today(), valid_until=clock.today(),
        ),
    )  # fmt: skip
    show_papers(office_id=agency.office.pk)
    assert visibility.refresh_next(after=0, office_id=agency.office.pk)[0] == 0  # all are right
    new = make_document(agency.office, arrived_at=document.arrived_at)
    for paper in (document, new):
        assert "tamnv2" in seen_by(agency, paper)
        assert differences(paper) == []
    assert "tamnv2" not in seen_by(agency, before)
    RoleGrant.objects.filter(pk=decision.pk).update(
        valid_from=day - dt.timedelta(days=9), valid_until=clock.today() - dt.timedelta(days=1)
    )
    assert "tamnv2" not in seen_by(agency, document)


# --- restricted papers


def test_the_list_of_a_restricted_paper_holds_for_nobody_in_a_readers_place(agency, restricted):
    in_place_of(agency, "khiemtg", "hadtt")
    assert {"hadtt", "nhatch"}.isdisjoint(seen_by(agency, restricted))


@pytest.fixture
def restricted(agency):
    people = agency.people
    return make_document(
        agency.office,
        is_restricted=True,
        reader_ids=(people["dinhlq"].pk, people["khiemtg"].pk),
    )


def test_a_restricted_paper_goes_to_its_list_and_widening_is_confirmed(agency, restricted):
    made = slip(restricted, lead(agency, person="tuntc"))
    with pytest.raises(NeedsWidening) as refused:
        direct.direct(agency.actor("dinhlq"), slip=made)
    assert refused.value.person_ids == {agency.people["tuntc"].pk}
    assert not Flow.objects.exists()
    assert seen_by(agency, restricted) == {"dinhlq", "khiemtg"}

    confirmed = slip(restricted, lead(agency, person="tuntc"), widen=True)
    flow = lead_flow(direct.direct(agency.actor("dinhlq"), slip=confirmed))
    assert seen_by(agency, restricted) == {"dinhlq", "khiemtg", "tuntc"}
    assert desk.mine_to_handle(agency.actor("tuntc")).get() == flow
    # neither the head of the room nor the leader of the field, whatever the role
    with pytest.raises(Denied):
        direct.direct(agency.actor("chauvtm"), slip=slip(restricted, lead(agency, "TT")))
    assert differences(restricted) == []
    handle.finish(agency.actor("tuntc"), flow_id=flow.pk, kind=FinishKind.FILED)


def test_to_a_unit_means_its_head_and_no_deputy(agency, restricted):
    confirmed = slip(restricted, lead(agency, "TT"), widen=True)
    flow = lead_flow(direct.direct(agency.actor("dinhlq"), slip=confirmed))
    assert "dungctm" in seen_by(agency, restricted)
    assert "tamnv" not in seen_by(agency, restricted)
    assert not desk.to_assign(agency.actor("tamnv")).exists()
    with pytest.raises(Denied):
        handle.accept(agency.actor("tamnv"), flow_id=flow.pk)
    handle.accept(agency.actor("dungctm"), flow_id=flow.pk)


def test_restricted_papers_are_in_nobodys_desk_by_office(agency, restricted):
    assert desk.to_distribute(agency.actor("khiemtg")).get() == restricted
    assert not desk.to_distribute(agency.actor("hadtt")).exists()
    presented(agency, restricted, lead(agency, person="tuntc"), leader="dinhlq")
    assert not desk.presented(agency.actor("hadtt")).exists()
    assert desk.awaiting_direction(agency.actor("dinhlq")).exists()


def test_presenting_to_a_leader_off_the_list_needs_confirmation(agency, restricted):
    with pytest.raises(NeedsWidening):
        presented(agency, restricted, lead(agency, person="tuntc"), leader="chauvtm")
    presented(agency, restricted, lead(agency, person="tuntc"), leader="chauvtm", widen=True)
    assert "chauvtm" in seen_by(agency, restricted)
    assert "tuntc" not in seen_by(agency, restricted)


def test_restricting_a_running_paper_takes_it_from_everybody_else(agency, document):
    flow = lead_flow(directed(agency, document, lead(agency, "TT")))
    restrict.restrict(
        agency.actor("khiemtg"),
        document_id=document.pk,
        reader_ids=[agency.people[login].pk for login in ("dinhlq", "khiemtg")],
    )
    assert seen_by(agency, document) == {"dinhlq", "khiemtg"}
    assert not desk.to_assign(agency.actor("dungctm")).exists()
    with pytest.raises(Denied):
        handle.accept(agency.actor("dungctm"), flow_id=flow.pk)


# --- duty and meetings


def test_the_duty_leader_sees_urgent_papers_of_his_hours(agency):
    evening = clock.at(dt.date(2026, 11, 20), 19)
    DutyTurn.objects.create(
        registry_office=agency.office, person=agency.people["bachnh"], kind=DutyKind.LEADER,
        first_day=evening.date(), last_day=evening.date(),
    )  # fmt: skip
    urgent = make_document(agency.office, urgency=Urgency.EXPRESS, arrived_at=evening)
    ordinary = make_document(agency.office, arrived_at=evening)
    by_day = make_document(
        agency.office, urgency=Urgency.EXPRESS, arrived_at=clock.at(evening.date(), 9)
    )
    tell_all()
    seen = [("bachnh" in seen_by(agency, paper)) for paper in (urgent, ordinary, by_day)]
    assert seen == [True, False, False]
    assert differences(urgent) == differences(by_day) == []


def test_the_duty_leader_directs_what_came_in_his_hours(agency, monkeypatch):
    evening = clock.at(dt.date(2026, 11, 20), 19)
    monkeypatch.setattr("congso.common.clock.now", lambda: evening + dt.timedelta(minutes=20))
    urgent = make_document(agency.office, urgency=Urgency.EXPRESS, arrived_at=evening)
    made = slip(urgent, lead(agency, "TT"))
    with pytest.raises(Denied):
        direct.direct(agency.actor("bachnh"), slip=made)
    for login, kind in (("bachnh", DutyKind.LEADER), ("tuntc", DutyKind.OFFICER)):
        DutyTurn.objects.create(
            registry_office=agency.office, person=agency.people[login], kind=kind,
            first_day=evening.date(), last_day=evening.date(),
        )  # fmt: skip
    tell_all()
    assert {"bachnh", "tuntc"} <= seen_by(agency, urgent)
    with pytest.raises(Denied):
        direct.direct(agency.actor("tuntc"), slip=made)
    assert direct.direct(agency.actor("bachnh"), slip=made).author.login == "bachnh"


def invitation(agency, **changes):
    meets_at = clock.now() + dt.timedelta(days=2)
    return make_document(
        agency.office, type_code="invitation",
        invitation=InvitationData(meets_at, "Hội trường UBND tỉnh"), **changes,
    )  # fmt: skip


def test_who_attends_sees_the_invitation_and_has_it_on_his_desk(agency):
    paper = invitation(agency)
    people = agency.people
    rows = attend.assign_attendance(
        agency.actor("khiemtg"),
        document_id=paper.pk,
        people=[
            Goes(people["bachnh"].pk, Part.INSTEAD, people["dinhlq"].pk),
            Goes(people["tuntc"].pk, Part.PREPARE),
            Goes(people["bachnh"].pk, Part.SPEAK),
        ],
    )
    assert seen_by(agency, paper) == READERS | {"bachnh", "tuntc"}
    assert desk.invitations(agency.actor("bachnh")).count() == 2
    later = clock.now() + dt.timedelta(days=3)
    assert not desk.invitations(agency.actor("bachnh"), now=later).exists()
    again = attend.assign_attendance(
        agency.actor("khiemtg"),
        document_id=paper.pk,
        people=[Goes(people["tuntc"].pk, Part.PREPARE)],
    )
    assert again == []
    with pytest.raises(Denied):
        attend.cancel_attendance(agency.actor("tuntc"), attendance_id=rows[1].pk)
    attend.cancel_attendance(agency.actor("khiemtg"), attendance_id=rows[1].pk)
    assert "tuntc" not in seen_by(agency, paper)
    assert differences(paper) == []


def test_attendance_of_strangers_or_without_a_meeting(agency, document):
    people = agency.people
    paper = invitation(agency)
    for where, goes in (
        (document, Goes(people["tuntc"].pk)),
        (paper, Goes(people["trivc"].pk)),
        (paper, Goes(people["tuntc"].pk, Part.INSTEAD)),
        (paper, Goes(people["tuntc"].pk, Part.ATTEND, people["dinhlq"].pk)),
    ):
        with pytest.raises(UnfitDirection):
            attend.assign_attendance(agency.actor("khiemtg"), document_id=where.pk, people=[goes])
    with pytest.raises(Denied):
        attend.assign_attendance(
            agency.actor("tuntc"), document_id=paper.pk, people=[Goes(people["tuntc"].pk)]
        )
    directed(agency, paper, lead(agency, "TT"), party(agency, PartyRole.KNOW, "KHTC"))
    made = attend.assign_attendance(
        agency.actor("dungctm"), document_id=paper.pk, people=[Goes(people["tuntc"].pk)]
    )
    assert made[0].part == Part.ATTEND


def test_a_chi_cuc_directing_its_own_node_shows_nothing_to_the_department(agency):
    """CCTY is in bachnh's field at the Department; inside the Chi cục its node is the agency."""
    own = make_document(agency.branch_office)
    made = slip(own, lead(agency, person="datqv"))
    direct.direct(agency.actor("datqv"), slip=made)
    assert "datqv" in seen_by(agency, own)
    assert "bachnh" not in seen_by(agency, own)
    assert differences(own) == []


def test_the_department_s_paper_for_the_chi_cuc_is_of_its_leader_s_field(agency, document):
    directed(agency, document, lead(agency, "CCTY"))
    assert "bachnh" in seen_by(agency, document)


# --- the rows and the facts


def check_all_night(**told):
    """The nightly check with the jobs that go on where it stopped."""
    check_sight(**told)
    queued = ProcrastinateJob.objects.filter(task_name="documents.check_sight").order_by("-pk")
    if (job := queued.first()) and job.args != told:
        check_all_night(**job.args)


def test_the_nightly_check_mends_rows_and_says_so(agency, document, caplog):
    flow = lead_flow(directed(agency, document, lead(agency, person="tuntc")))
    AccessRow.objects.filter(object_id=document.pk).delete()
    Flow.objects.filter(pk=flow.pk).update(state="taken_back", ended_at=clock.now())
    check_all_night()
    assert differences(document) == []
    assert "tuntc" not in seen_by(agency, document)
    assert "not what the facts say" in caplog.text
    caplog.clear()
    ProcrastinateJob.objects.all().delete()
    check_all_night()
    assert caplog.text == ""


def test_nobody_directs_a_line_of_an_old_register(agency, document):
    Book.objects.filter(pk=document.book_id).update(is_imported=True, state="closed")
    for login, act in (("dinhlq", "direct"), ("khiemtg", "propose"), ("diepptn", "draft")):
        assert not PAPERS.allows(agency.actor(login), act, document)
    with pytest.raises(Denied):
        direct.direct(agency.actor("dinhlq"), slip=slip(document, lead(agency, "TT")))
