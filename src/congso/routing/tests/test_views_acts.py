# SPDX-License-Identifier: AGPL-3.0-or-later
"""The acts of routing on pages: done by whom they are for, 404 for everybody else."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congso.common import clock
from congso.documents.models import Document, DocumentType, Invitation
from congso.documents.services import restrict
from congso.documents.tests.factories import make_document
from congso.documents.tests.web import client_of
from congso.organisation.tests.factories import Agency
from congso.routing.models import (
    Attendance,
    Direction,
    Flow,
    Proposal,
    SentBack,
    StockPhrase,
)
from congso.routing.queries.suggestion import leads_of, suggestion
from congso.routing.tests.factories import directed, lead, lead_flow, party, presented


def post(agency: Agency, login: str, url: str, **data: Any) -> Any:
    return client_of(agency, login).post(url, data)


def test_agreeing_to_a_restricted_paper_asks_before_it_widens_the_list(agency: Agency) -> None:
    paper = make_document(agency.office, subject="V/v điều động công chức")
    readers = [agency.people[login].pk for login in ("dinhlq", "khiemtg")]
    restrict.restrict(agency.actor("khiemtg"), document_id=paper.pk, reader_ids=readers)
    proposal = presented(agency, paper, lead(agency, "KHTC"), leader="dinhlq")
    url = f"/documents/proposals/{proposal.pk}/agree/"
    asked = post(agency, "dinhlq", url)
    assert asked.status_code == 422
    assert "Huỳnh Công Lý" in asked.content.decode()
    assert Direction.objects.count() == 0
    assert post(agency, "dinhlq", url, widen="1").status_code == 302
    assert lead_flow(Direction.objects.get()).unit == agency.units["KHTC"]
    assert paper.named_readers.filter(person=agency.people["lyhc"]).exists()


def test_a_direction_on_a_restricted_paper_keeps_its_words_while_it_asks(agency: Agency) -> None:
    paper = make_document(agency.office, subject="V/v điều động công chức")
    readers = [agency.people[login].pk for login in ("dinhlq", "khiemtg")]
    restrict.restrict(agency.actor("khiemtg"), document_id=paper.pk, reader_ids=readers)
    words = "Giao Trưởng phòng KHTC trực tiếp xử lý, không giao tiếp."
    fields = {
        "lead": f"unit:{agency.units['KHTC'].pk}", "text": words, "work_kind": "answer",
        "due_kind": "none",
    }  # fmt: skip
    asked = post(agency, "dinhlq", f"/documents/{paper.uuid}/direct/", **fields)
    page = asked.content.decode()
    assert asked.status_code == 422
    assert words in page
    assert "Huỳnh Công Lý" in page
    fields["widen"] = "on"
    assert post(agency, "dinhlq", f"/documents/{paper.uuid}/direct/", **fields).status_code == 302
    assert Direction.objects.get().text == words


def test_several_are_agreed_to_and_urgent_ones_stay(agency: Agency) -> None:
    plain = make_document(agency.office, issuer_name="Sở Công Thương")
    urgent = make_document(agency.office, issuer_name="UBND tỉnh", urgency=3)
    for paper in (plain, urgent):
        presented(agency, paper)
    page = client_of(agency, "chauvtm").get("/documents/agree/").content.decode()
    assert f'value="{plain.uuid}"' in page
    assert f'value="{urgent.uuid}"' not in page
    post(agency, "chauvtm", "/documents/agree/", ids=[str(plain.uuid), str(urgent.uuid)])
    assert set(Direction.objects.values_list("document_id", flat=True)) == {plain.pk}
    for login in ("khiemtg", "tuntc", "diepptn"):
        assert client_of(agency, login).get("/documents/agree/").status_code == 404


def test_a_further_direction_begins_empty(agency: Agency, document: Document) -> None:
    presented(agency, document, leader="dinhlq", text="Kính trình GĐ.")
    url = f"/documents/{document.uuid}/direct/"
    assert "Kính trình GĐ." in client_of(agency, "dinhlq").get(url).content.decode()
    post(agency, "dinhlq", f"/documents/proposals/{Proposal.objects.get().pk}/agree/")
    form = client_of(agency, "dinhlq").get(url).context["form"]
    assert set(form.initial) == {"basis"}


@pytest.fixture
def flow(agency: Agency, document: Document) -> Flow:
    return lead_flow(directed(agency, document, lead(agency, "TT")))


def test_a_flow_is_handed_on_closed_and_reopened(agency: Agency, flow: Flow) -> None:
    to = f"unit:{agency.units['KHTC'].pk}"
    url = f"/documents/flows/{flow.pk}/forward/"
    assert post(agency, "dungctm", url, to=to).status_code == 404
    assert post(agency, "dinhlq", url, to="").status_code == 422
    assert post(agency, "dinhlq", url, to=to, text="Đúng lĩnh vực").status_code == 302
    fresh = Flow.objects.get(forwarded_from=flow)
    assert fresh.unit == agency.units["KHTC"]
    close = f"/documents/flows/{fresh.pk}/close/"
    assert post(agency, "lyhc", close, text="Xong").status_code == 404
    assert post(agency, "dinhlq", close, text="Không cần xử lý thêm").status_code == 302
    fresh.refresh_from_db()
    assert (fresh.state, fresh.finish_kind) == ("done", "closed")
    reopen = f"/documents/flows/{fresh.pk}/reopen/"
    assert post(agency, "lyhc", reopen, text="Lại").status_code == 404
    assert post(agency, "dinhlq", reopen, text="UBND tỉnh hỏi thêm").status_code == 302
    fresh.refresh_from_db()
    assert fresh.state == "in_progress"


def test_work_begins_and_others_of_the_unit_may_read(agency: Agency, flow: Flow) -> None:
    assert post(agency, "tuntc", f"/documents/flows/{flow.pk}/start/").status_code == 404
    assert post(agency, "dungctm", f"/documents/flows/{flow.pk}/start/").status_code == 302
    flow.refresh_from_db()
    assert flow.state == "in_progress"
    url = f"/documents/flows/{flow.pk}/pass-to-know/"
    know = f"person:{agency.people['tuntc'].pk}"
    assert post(agency, "lyhc", url, know=know).status_code == 404
    assert post(agency, "dungctm", url, know=know).status_code == 302
    below = Flow.objects.get(parent=flow)
    assert (below.role, below.person) == ("know", agency.people["tuntc"])


@pytest.fixture
def invitation(agency: Agency) -> Document:
    paper = make_document(agency.office, issuer_name="UBND tỉnh")
    paper.type = DocumentType.objects.filter(is_invitation=True)[0]
    paper.save()
    meets_at = clock.now() + dt.timedelta(hours=4)
    Invitation.objects.create(document=paper, meets_at=meets_at, place="Phòng họp A")
    return paper


def test_who_attends_is_named_on_one_form(agency: Agency, invitation: Document) -> None:
    url = f"/documents/{invitation.uuid}/attendance/"
    people = agency.people
    fields = {
        "leaders": [people["chauvtm"].pk], "prepare": [f"person:{people['tuntc'].pk}"],
        "instead": f"person:{people['bachnh'].pk}", "instead_of": people["dinhlq"].pk,
    }  # fmt: skip
    assert post(agency, "tuntc", url, **fields).status_code == 404
    assert post(agency, "khiemtg", url).status_code == 422
    lonely = post(agency, "khiemtg", url, instead=fields["instead"])
    assert lonely.status_code == 422
    assert post(agency, "khiemtg", url, **fields).status_code == 302
    rows = Attendance.objects.order_by("part").values_list("person__login", "part")
    assert list(rows) == [("chauvtm", "attend"), ("bachnh", "instead"), ("tuntc", "prepare")]
    row = Attendance.objects.get(person=people["tuntc"])
    cancel = f"/documents/attendance/{row.pk}/cancel/"
    assert post(agency, "tuntc", cancel).status_code == 404
    assert post(agency, "khiemtg", cancel).status_code == 302
    row.refresh_from_db()
    assert row.cancelled_at is not None


def test_the_picker_of_a_meeting_offers_people_only(agency: Agency, invitation: Document) -> None:
    url = f"/documents/{invitation.uuid}/recipients/"
    client = client_of(agency, "khiemtg")
    both = client.get(url, {"q": "ke hoach"}).json()["groups"]
    people = client.get(url, {"q": "ke hoach", "people": "1"}).json()["groups"]
    assert len(both) == 2
    assert len(people) == 1


def test_later_puts_a_paper_behind_the_others(agency: Agency) -> None:
    first, second = (make_document(agency.office, issuer_name=f"Sở {n}") for n in (1, 2))
    client = client_of(agency, "khiemtg")
    assert client.get("/documents/distribute/").url.endswith(f"{first.uuid}/distribute/")
    client.post(f"/documents/{first.uuid}/later/")
    assert client.get("/documents/distribute/").url.endswith(f"{second.uuid}/distribute/")
    rows = client.get(f"/documents/{second.uuid}/distribute/").context["rows"]
    assert [paper.pk for paper, _lead in rows] == [second.pk, first.pk]


def test_undo_is_for_the_office(agency: Agency, document: Document) -> None:
    proposal = presented(agency, document)
    url = f"/documents/proposals/{proposal.pk}/undo/"
    for login in ("tuntc", "diepptn", "chauvtm"):
        assert post(agency, login, url).status_code == 404
    assert post(agency, "khiemtg", url).status_code == 302
    proposal.refresh_from_db()
    assert proposal.stage == "superseded"


def test_the_leads_of_a_queue_agree_with_the_single_ones_at_one_price(agency: Agency) -> None:
    for number in range(3):
        like = make_document(
            agency.office, subject=f"V/v phòng trừ sâu keo mùa thu hại ngô đợt {number}"
        )
        directed(agency, like, lead(agency, "TT"), party(agency, "know", "VP"))

    def papers(count: int) -> list[Document]:
        return [
            make_document(agency.office, subject=f"V/v sâu keo mùa thu hại ngô huyện {n}")
            for n in range(count)
        ]

    def cost(waiting: list[Document]) -> int:
        with CaptureQueriesContext(connection) as counted:
            found = leads_of(waiting)
        for paper in waiting:
            single = suggestion(paper)
            assert found[paper.pk].unit_id == single.lead_unit_id
            assert found[paper.pk].is_sure == single.is_sure
        return len(counted)

    one = cost(papers(1))
    assert cost(papers(12)) == one
    assert one <= 5


def test_the_photo_of_a_handwriting_is_not_for_strangers(
    agency: Agency, document: Document
) -> None:
    direction = directed(agency, document, lead(agency, "TT"))
    url = f"/documents/directions/{direction.pk}/photo/"
    assert client_of(agency, "dinhlq").get(url).status_code == 404  # there is none
    assert client_of(agency, "khoava").get(url).status_code == 404


def test_a_leader_keeps_words_of_his_own(agency: Agency) -> None:
    words = "Báo cáo tôi trước khi gửi"
    assert post(agency, "tuntc", "/documents/phrases/", text=words).status_code == 404
    assert post(agency, "chauvtm", "/documents/phrases/", text=words).status_code == 302
    phrase = StockPhrase.objects.get(owner=agency.people["chauvtm"])
    drop = f"/documents/phrases/{phrase.pk}/drop/"
    assert post(agency, "bachnh", drop).status_code == 404
    assert post(agency, "chauvtm", drop).status_code == 302
    phrase.refresh_from_db()
    assert not phrase.is_active


def test_a_chi_cuc_reads_the_direction_it_came_with(agency: Agency, document: Document) -> None:
    from congso.documents.services import register  # noqa: PLC0415

    words = "Chi cục Thú y chủ trì, báo cáo Giám đốc trước 16 giờ."
    flow = lead_flow(directed(agency, document, lead(agency, "CCTY"), text=words))
    copy = register.register(agency.actor("ngantt"), document_id=flow.copy_id or 0)
    page = client_of(agency, "datqv").get(f"/documents/{copy.uuid}/").content.decode()
    assert page.count(words) == 1
    assert "Lê Quang Định" in page


def _trail(agency: Agency, login: str, paper: Document) -> list[str]:
    client = client_of(agency, login)
    page = client.get(f"/documents/{paper.uuid}/trail/").content.decode()
    return [line.split("</li>")[0] for line in page.split("<li>")[1:]]


def test_the_trail_tells_the_way_back_to_the_clerk(agency: Agency) -> None:
    paper = make_document(agency.office)
    reason = "Nhầm cơ quan ban hành"
    post(agency, "khiemtg", f"/documents/{paper.uuid}/send-back/", text=reason)
    back = SentBack.objects.get()
    post(agency, "diepptn", f"/documents/sent-back/{back.pk}/settle/")
    settled, sent, *_others = _trail(agency, "khiemtg", paper)
    assert "Phùng Thị Ngọc Diệp" in settled
    assert "đã rà soát, chuyển phân phối" in settled
    assert f"trả lại văn thư rà soát: “{reason}”" in sent


def test_the_trail_tells_who_directed_and_handled(agency: Agency) -> None:
    paper = make_document(agency.office)
    other = make_document(agency.office)
    directed(agency, other, lead(agency, "KHTC"))
    flow = lead_flow(directed(agency, paper, lead(agency, "TT")))
    post(agency, "dungctm", f"/documents/flows/{flow.pk}/accept/")
    accepted, given, *_others = _trail(agency, "khiemtg", paper)
    assert "Cao Thị Mỹ Dung</b> tiếp nhận xử lý" in accepted
    assert "ghi ý kiến chỉ đạo" in given
    assert len(_trail(agency, "khiemtg", paper)) == 4


def basis_in(page: Any) -> str:
    found = re.search(r'name="basis" value="([^"]*)"', page.content.decode())
    assert found is not None
    return found[1]


def test_who_opened_the_form_before_another_proposed_is_asked_again(agency: Agency) -> None:
    paper = make_document(agency.office)
    url = f"/documents/{paper.uuid}/distribute/"
    seen = basis_in(client_of(agency, "hadtt").get(url))
    fields = {
        "lead": f"unit:{agency.units['KHTC'].pk}", "work_kind": "answer", "due_kind": "none",
        "leader": str(agency.people["bachnh"].pk),
    }  # fmt: skip
    presented(agency, paper, lead(agency, "TT"), leader="chauvtm")
    first = Proposal.objects.get()
    late = post(agency, "hadtt", url, **fields, basis=seen)
    assert late.status_code == 422
    assert list(Proposal.objects.values_list("pk", "stage")) == [(first.pk, "presented")]
    again = post(agency, "hadtt", url, **fields, basis=basis_in(late))
    assert again.status_code == 302
    assert Proposal.objects.exclude(pk=first.pk).get().leader == agency.people["bachnh"]


@pytest.mark.parametrize("page", ["direct", "distribute"])
def test_a_form_opened_before_a_direction_was_given_changes_nothing(
    agency: Agency, page: str
) -> None:
    paper = make_document(agency.office)
    login = {"direct": "dinhlq", "distribute": "khiemtg"}[page]
    url = f"/documents/{paper.uuid}/{page}/"
    seen = basis_in(client_of(agency, login).get(url))
    directed(agency, paper, lead(agency, "TT"))
    late = post(
        agency, login, url, lead=f"unit:{agency.units['KHTC'].pk}", work_kind="answer",
        due_kind="none", leader=str(agency.people["bachnh"].pk), basis=seen,
    )  # fmt: skip
    assert late.status_code == 422
    assert (Direction.objects.count(), Proposal.objects.count()) == (1, 0)


def test_the_clerks_proposal_prefills_the_offices_form(agency: Agency) -> None:
    paper = make_document(agency.office)
    url = f"/documents/{paper.uuid}/draft/"
    page = client_of(agency, "diepptn").get(f"/documents/{paper.uuid}/").content.decode()
    assert url in page
    unit, leader = agency.units["KHTC"].pk, agency.people["bachnh"].pk
    answer = post(
        agency, "diepptn", url, lead=f"unit:{unit}", work_kind="answer", due_kind="none",
        leader=str(leader), text="Đề nghị giao Phòng Kế hoạch – Tài chính",
    )  # fmt: skip
    assert answer.status_code == 302
    draft = Proposal.objects.get()
    assert (draft.stage, draft.leader_id) == ("draft", leader)
    form = client_of(agency, "hadtt").get(f"/documents/{paper.uuid}/distribute/").context["form"]
    assert (form.initial["lead"], form.initial["leader"]) == (f"unit:{unit}", str(leader))
    assert client_of(agency, "tuntc").get(url).status_code == 404
    agency.office.clerk_may_propose = False
    agency.office.save()
    assert client_of(agency, "diepptn").get(url).status_code == 404
