# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is told what, once; nothing of a restricted paper; the same cost for 1 and 50 people."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congso.accounts.models import Person
from congso.audit.models import Entry
from congso.audit.queries import heard
from congso.common import clock
from congso.common.actor import Actor
from congso.documents.incoming import FileRef
from congso.documents.models import Document
from congso.documents.services import annexes, restrict, secret_removal
from congso.documents.services.hand_in import hand_in
from congso.documents.services.register import register
from congso.documents.tests.factories import incoming_data, make_document
from congso.documents.tests.web import client_of
from congso.filestore import services as filestore
from congso.notifications.models import Notice
from congso.organisation.enums import DutyKind
from congso.organisation.models import DutyTurn, Post, StandIn
from congso.organisation.tests.factories import Agency, make_person, make_post
from congso.routing import duty, notices
from congso.routing.deadlines import Due
from congso.routing.models import Flow
from congso.routing.queries import desk
from congso.routing.services import attend, direct, enter, extend, handle, redirect, watch
from congso.routing.services.attend import Goes
from congso.routing.services.enter import Entered
from congso.routing.tests.factories import (
    assigned,
    by_day,
    directed,
    lead,
    lead_flow,
    party,
    presented,
    slip,
    tell_all,
)

SYSTEM = Actor.system("test")


def tell(times: int = 2) -> None:
    """Let everything recorded so far be told; again, which must change nothing."""
    for _turn in range(times):
        for entry in Entry.objects.filter(verb__in=notices.MAKERS).order_by("pk"):
            notices.tell(heard(entry.pk))


def told(msgid: str) -> set[str]:
    rows = Notice.objects.filter(msgid=msgid).select_related("person")
    logins = [row.person.login for row in rows]
    assert len(logins) == len(set(logins)), "told twice"
    return set(logins)


def test_the_table_and_the_subscriptions_name_the_same_events() -> None:
    tell = "congso.routing.notices.tell"
    verbs = {verb for verb, names in settings.CONGSO_SUBSCRIPTIONS.items() if tell in names}
    assert verbs == set(notices.MAKERS)


def test_a_proposal_is_told_to_the_leader_and_who_acts_for_him(
    agency: Agency, document: Document
) -> None:
    today = clock.today()
    StandIn.objects.create(
        absent=agency.people["chauvtm"], stand_in=agency.people["bachnh"], valid_from=today,
        valid_until=today, may_direct=True,
    )  # fmt: skip
    presented(agency, document)
    tell()
    assert told(notices.AWAITS_YOU) == {"chauvtm"}
    assert told(notices.AWAITS_FOR) == {"bachnh"}


def test_a_direction_is_told_by_role(agency: Agency, document: Document) -> None:
    directed(
        agency, document, lead(agency, "TT"), party(agency, "cooperate", "KHTC"),
        party(agency, "know", person="nhatch"), party(agency, "know", "CCTY"),
    )  # fmt: skip
    tell()
    assert told(notices.SENT["lead"]) == {"dungctm", "tamnv"}
    assert told(notices.SENT["cooperate"]) == {"lyhc"}
    # the Chi cục is told by its own clerk's queue, not as a room of this office
    assert told(notices.SENT["know"]) == {"nhatch"}
    assert told(notices.ARRIVED) == {"ngantt"}


def test_a_notice_never_holds_the_subject_and_a_restricted_paper_is_told_to_its_list(
    agency: Agency,
) -> None:
    paper = make_document(agency.office, subject="V/v kỷ luật công chức Nguyễn Văn A")
    restrict.restrict(
        agency.actor("khiemtg"),
        document_id=paper.pk,
        reader_ids=[agency.people[login].pk for login in ("dinhlq", "khiemtg", "lyhc")],
    )
    directed(agency, paper, lead(agency, "KHTC"), party(agency, "know", "VP"))
    tell()
    assert told(notices.SENT["lead"]) == {"lyhc"}
    assert "hadtt" not in told(notices.SENT["know"])
    assert all("kỷ luật" not in str(notice.parameters) for notice in Notice.objects.all())


def test_the_list_tells_what_a_paper_is_about_only_while_it_is_in_sight(
    agency: Agency, document: Document
) -> None:
    flow = lead_flow(directed(agency, document, lead(agency, person="tuntc")))
    tell()
    client = client_of(agency, "tuntc")
    assert document.subject in client.get("/notices/").content.decode()
    redirect.take_back(agency.actor("dinhlq"), flow_id=flow.pk, reason="Giao nhầm")
    page = client.get("/notices/").content.decode()
    assert document.subject not in page
    notice = Notice.objects.filter(person__login="tuntc").order_by("pk")[0]
    assert client.get(f"/notices/{notice.pk}/", follow=True).status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_nobody_opens_the_notice_of_another(agency: Agency, document: Document) -> None:
    presented(agency, document)
    tell()
    notice = Notice.objects.get(person__login="chauvtm")
    assert client_of(agency, "tuntc").get(f"/notices/{notice.pk}/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_returned_goes_to_the_giver_and_the_office(agency: Agency, document: Document) -> None:
    flow = lead_flow(directed(agency, document, lead(agency, "TT")))
    handle.return_flow(agency.actor("dungctm"), flow_id=flow.pk, reason="Không thuộc lĩnh vực")
    tell()
    assert told(notices.RETURNED) == {"dinhlq", "khiemtg", "hadtt"}


def test_forwarded_and_taken_back_are_told_to_both_sides(
    agency: Agency, document: Document
) -> None:
    flow = lead_flow(directed(agency, document, lead(agency, "TT")))
    fresh = redirect.forward(
        agency.actor("dinhlq"), flow_id=flow.pk, to=lead(agency, "KHTC"), reason="Đúng nơi"
    )
    tell()
    assert told(notices.HANDED_ON) == {"dungctm", "tamnv"}
    assert told(notices.SENT["lead"]) == {"dungctm", "tamnv", "lyhc"}
    redirect.take_back(agency.actor("dinhlq"), flow_id=fresh.pk, reason="Đã có văn bản thay")
    tell()
    assert told(notices.TAKEN_BACK) == {"lyhc"}


def test_an_emergency_removal_is_told_to_those_concerned(
    agency: Agency, document: Document
) -> None:
    blob = filestore.keep_bytes(SYSTEM, b"Van ban quet nham, co dau MAT", "quet.txt")
    file = FileRef(blob.sha256, blob.size, blob.media_type, "quet.txt")
    clerk, paper = agency.actor("yenmt"), {"document_id": document.pk}
    annexes.add_annexes(clerk, **paper, files=[file], is_complete=True)
    directed(agency, document, lead(agency, person="tuntc"))
    heads = {"khiemtg", "hadtt", "dinhlq"}
    secret_removal.ask_secret_removal(clerk, **paper, reason="Quét nhầm")
    tell()
    assert told(notices.REMOVAL_ASKED) == heads
    secret_removal.withdraw_secret_removal(clerk, **paper)
    tell()
    assert told(notices.REMOVAL_WITHDRAWN) == heads
    Notice.objects.all().delete()
    secret_removal.ask_secret_removal(agency.actor("khiemtg"), **paper, reason="Quét nhầm")
    secret_removal.confirm_secret_removal(agency.actor("dinhlq"), **paper, is_confirmed=True)
    tell()
    assert told(notices.REMOVAL_DONE) == {"khiemtg", "hadtt", "yenmt", "diepptn", "tuntc"}
    words = " ".join(f"{n.parameters}" for n in Notice.objects.all())
    assert "Quét nhầm" not in words


def test_taken_back_leads_to_the_list_and_what_is_left_of_it(
    agency: Agency, document: Document
) -> None:
    flow = lead_flow(directed(agency, document, lead(agency, "TT")))
    redirect.take_back(agency.actor("dinhlq"), flow_id=flow.pk, reason="Đã có văn bản thay")
    tell()
    notice = Notice.objects.get(msgid=notices.TAKEN_BACK, person__login="dungctm")
    head = client_of(agency, "dungctm")
    page = head.get(notice.url).content.decode()
    left = reverse("routing:taken_back", args=[flow.pk])
    assert left in page
    assert "Đã có văn bản thay" in page
    assert document.subject not in page
    assert document.symbol not in page
    what_is_left = head.get(left).content.decode()
    assert "Lê Quang Định" in what_is_left
    assert "Không còn trong phạm vi xem" not in what_is_left
    assert "không còn trong phạm vi xem" in what_is_left
    assert document.subject not in what_is_left
    for login in ("lyhc", "tuntc", "dinhlq", "diepptn"):
        assert client_of(agency, login).get(left).status_code == 404


def test_taken_back_from_one_who_still_sees_the_paper_leads_to_it(
    agency: Agency, document: Document
) -> None:
    flow = lead_flow(directed(agency, document, lead(agency, "TT")))
    directed(agency, document, lead(agency, "TT"))
    redirect.take_back(agency.actor("dinhlq"), flow_id=flow.pk, reason="Giao trùng")
    page = client_of(agency, "dungctm").get(reverse("documents:list", args=["taken-back"]))
    assert document.subject in page.content.decode()
    left = client_of(agency, "dungctm").get(reverse("routing:taken_back", args=[flow.pk]))
    assert reverse("documents:detail", args=[document.uuid]) in left.content.decode()


def test_a_restricted_paper_and_a_mover_leave_nothing(agency: Agency, document: Document) -> None:
    flow = lead_flow(directed(agency, document, lead(agency, person="tuntc")))
    redirect.take_back(agency.actor("dinhlq"), flow_id=flow.pk, reason="Giao nhầm")
    assert desk.taken_back(agency.actor("tuntc")).get() == flow
    Document.objects.filter(pk=document.pk).update(is_restricted=True)
    assert not desk.taken_back(agency.actor("tuntc")).exists()
    left = reverse("routing:taken_back", args=[flow.pk])
    assert client_of(agency, "tuntc").get(left).status_code == 404
    Document.objects.filter(pk=document.pk).update(is_restricted=False)
    Post.objects.filter(person=agency.people["tuntc"]).update(unit=agency.branch_office.unit)
    assert not desk.taken_back(agency.actor("tuntc")).exists()


def test_work_of_a_quarter_ago_is_not_listed_any_more(agency: Agency, document: Document) -> None:
    flow = lead_flow(directed(agency, document, lead(agency, "TT")))
    redirect.take_back(agency.actor("dinhlq"), flow_id=flow.pk, reason="Giao nhầm")
    assert desk.taken_back(agency.actor("dungctm")).count() == 1
    Flow.objects.filter(pk=flow.pk).update(ended_at=clock.now() - dt.timedelta(days=93))
    assert desk.taken_back(agency.actor("dungctm")).count() == 0


def test_opinions_reach_the_lead(agency: Agency, document: Document) -> None:
    direction = directed(agency, document, lead(agency, "TT"), party(agency, "cooperate", "KHTC"))
    flow = Flow.objects.get(direction=direction, role="cooperate")
    handle.give_opinion(agency.actor("lyhc"), flow_id=flow.pk, verdict="agree")
    tell()
    assert told(notices.OPINION) == {"dungctm", "tamnv"}


def test_extensions_go_up_and_come_back(agency: Agency, document: Document) -> None:
    flow = lead_flow(directed(agency, document, lead(agency, person="tuntc"), due=by_day(5)))
    asked = extend.ask_extension(
        agency.actor("tuntc"), flow_id=flow.pk, until=by_day(9), reason="Chờ số liệu huyện"
    )
    tell()
    assert told(notices.ASKED) == {"dinhlq"}
    extend.refuse_extension(agency.actor("dinhlq"), extension_id=asked.pk, reason="UBND tỉnh giục")
    tell()
    assert told(notices.REFUSED) == {"tuntc"}


def test_urged_with_words_reaches_who_has_it_now(agency: Agency, document: Document) -> None:
    flow = lead_flow(directed(agency, document, lead(agency, "TT")))
    assigned(agency, "dungctm", flow, lead(agency, person="tuntc"))
    redirect.urge(agency.actor("dinhlq"), flow_id=flow.pk, text="Báo cáo trong ngày")
    tell()
    assert told(notices.URGED_WITH) == {"dungctm", "tamnv", "tuntc"}


def test_the_clock_tells_holder_head_and_giver_once(agency: Agency, document: Document) -> None:
    direction = directed(agency, document, lead(agency, "TT"), due=by_day(1))
    below = assigned(agency, "dungctm", lead_flow(direction), lead(agency, person="tuntc"))
    later = clock.now() + dt.timedelta(days=3)
    assert watch.note_overdue(SYSTEM, now=later) == 2
    watch.note_overdue(SYSTEM, now=later)
    tell()
    rows = Notice.objects.filter(msgid=notices.OVERDUE, person__login="tuntc")
    assert rows.count() == 1
    assert below.author_id == agency.people["dungctm"].pk
    above = Notice.objects.filter(msgid=notices.OVERDUE_OF)
    assert {row.person.login for row in above.select_related("person")} >= {"dinhlq", "dungctm"}


def test_an_express_paper_nobody_took_alarms_the_office_and_the_leader_on_duty(
    agency: Agency,
) -> None:
    paper = make_document(agency.office, urgency=3, issuer_name="UBND tỉnh")
    today = clock.today()
    DutyTurn.objects.create(
        registry_office=agency.office, person=agency.people["bachnh"], kind=DutyKind.LEADER,
        first_day=today, last_day=today,
    )  # fmt: skip
    directed(agency, paper, lead(agency, person="tuntc"))
    assert watch.alarm_express(SYSTEM, now=clock.now() + dt.timedelta(minutes=16)) == 1
    tell()
    wanted = {"tuntc", "dungctm", "tamnv", "bachnh", "khiemtg", "hadtt"}
    assert told(notices.EXPRESS) == wanted
    assert set(Notice.objects.filter(msgid=notices.EXPRESS).values_list("tone", flat=True)) == {
        "alarm"
    }


def test_what_was_entered_for_a_leader_asks_him_to_confirm(
    agency: Agency, document: Document
) -> None:
    entered = Entered(
        agency.people["chauvtm"].pk, "spoken", spoken_at=clock.now() - dt.timedelta(minutes=5)
    )
    enter.enter_direction(
        agency.actor("khiemtg"), slip=slip(document, lead(agency, "TT")), entered=entered
    )
    tell()
    assert told(notices.CONFIRM) == {"chauvtm"}


def test_a_copy_that_comes_back_is_told_to_giver_and_office(
    agency: Agency, document: Document
) -> None:
    from congso.documents.services import returns  # noqa: PLC0415

    flow = lead_flow(directed(agency, document, lead(agency, "CCTY")))
    returns.return_to_sender(
        agency.actor("ngantt"), document_id=flow.copy_id or 0, reason="Không đúng thẩm quyền"
    )
    tell_all(agency)
    tell()
    assert told(notices.RETURNED) == {"dinhlq", "khiemtg", "hadtt"}


def test_those_named_for_a_meeting_are_told(agency: Agency) -> None:
    from congso.documents.models import DocumentType, Invitation  # noqa: PLC0415

    paper = make_document(agency.office)
    paper.type = DocumentType.objects.filter(is_invitation=True)[0]
    paper.save()
    Invitation.objects.create(document=paper, meets_at=clock.now() + dt.timedelta(hours=5))
    goes = [Goes(agency.people["tuntc"].pk)]
    (row,) = attend.assign_attendance(agency.actor("khiemtg"), document_id=paper.pk, people=goes)
    tell()
    assert told(notices.ATTEND) == {"tuntc"}
    attend.cancel_attendance(agency.actor("khiemtg"), attendance_id=row.pk)
    tell()
    assert told(notices.NOT_ATTEND) == {"tuntc"}


def test_handing_to_another_leader_tells_that_one(agency: Agency, document: Document) -> None:
    proposal = presented(agency, document)
    direct.hand_to_leader(
        agency.actor("chauvtm"), proposal_id=proposal.pk, leader_id=agency.people["bachnh"].pk
    )
    tell()
    assert told(notices.AWAITS_YOU) == {"chauvtm", "bachnh"}


def many_people(agency: Agency, count: int) -> list[Person]:
    made = []
    for number in range(count):
        person = make_person(f"cb{agency.office.pk}x{number}", f"Hồ Thị Biển Hồ {number}")
        make_post(person, agency.units["VP"], "Chuyên viên")
        made.append(person)
    return made


def test_fifty_are_told_at_the_cost_of_one(agency: Agency) -> None:
    def cost(count: int, first: int) -> int:
        paper = make_document(agency.office, issuer_name=f"Sở {count}")
        parties = [
            party(agency, "know", person=login) for login in list(agency.people)[first:][:count]
        ]
        direction = directed(agency, paper, lead(agency, "TT"), *parties, due=Due())
        entry = Entry.objects.get(verb="direction.given", object_id=direction.pk)
        with CaptureQueriesContext(connection) as counted:
            notices.tell(heard(entry.pk))
        return len(counted)

    for person in many_people(agency, 50):
        agency.people[person.login] = person
    one = cost(1, 19)
    assert cost(50, 19) == one
    assert Notice.objects.filter(msgid=notices.SENT["know"]).count() == 51
    assert one <= 20


def test_a_paper_handed_in_is_told_to_the_clerks_and_its_number_to_who_handed_it(
    agency: Agency,
) -> None:
    data = incoming_data(agency.office)
    paper = hand_in(agency.actor("tuntc"), data=data)
    tell()
    assert told(notices.HANDED_IN) == {"diepptn", "yenmt"}
    register(agency.actor("yenmt"), document_id=paper.pk)
    tell()
    assert told(notices.HAS_NUMBER) == {"tuntc"}
    assert told(notices.EXPRESS_CAME) == set()


@pytest.mark.parametrize(
    ("hour", "minute", "told_to"),
    [(16, 50, {"khiemtg", "hadtt"}), (17, 20, {"khiemtg", "hadtt", "bachnh"})],
)
def test_an_express_paper_alarms_the_office_and_after_hours_the_duty(
    agency: Agency, hour: int, minute: int, told_to: set[str]
) -> None:
    came = clock.at(dt.date(2026, 11, 25), hour, minute)
    DutyTurn.objects.create(
        registry_office=agency.office, person=agency.people["bachnh"], kind=DutyKind.LEADER,
        first_day=clock.day_of(came), last_day=clock.day_of(came),
    )  # fmt: skip
    with clock.told(came):
        paper = make_document(agency.office, urgency=3, arrived_at=came, now=came)
        tell()
    assert told(notices.EXPRESS_CAME) == told_to
    calls = duty.call_list(paper)
    assert [call.person.login for call in calls] == ["bachnh", "khiemtg", "hadtt"]
    register_again = make_document(agency.office, urgency=2)
    tell()
    assert Notice.objects.filter(parameters__paper=str(register_again.uuid)).count() == 0
