# SPDX-License-Identifier: AGPL-3.0-or-later
"""The clerk's form changes what was changed in it, and nothing else of the paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from congso.common import clock
from congso.common.actor import Actor
from congso.documents.forms import CorrectionForm, RegisterForm, initial_of
from congso.documents.incoming import IncomingData, InvitationData
from congso.documents.models import Complainant, Document, DocumentType, Invitation
from congso.documents.services.annexes import mark_missing
from congso.documents.services.blocks import open_batch
from congso.documents.services.register import receive_incoming, register_incoming
from congso.documents.services.restrict import restrict
from congso.documents.tests.factories import incoming_data
from congso.documents.tests.web import client_of
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = pytest.mark.django_db
KINDS = ("official_letter", "invitation", "petition", "decision", "report")
NUMBERED = {"state", "version", "book_id", "number", "registered_at", "registered_by_id"}


@pytest.fixture(autouse=True)
def _vietnamese() -> Iterator[None]:
    with translation.override("vi"):
        yield


@pytest.fixture
def agency() -> Agency:
    return make_agency()


@pytest.fixture
def clerk(agency: Agency) -> Client:
    return client_of(agency, "diepptn")


def yesterday_evening() -> dt.datetime:
    return clock.at(clock.today() - dt.timedelta(days=1), 21, 0) + dt.timedelta(seconds=17)


def whole(agency: Agency, code: str, **changes: Any) -> IncomingData:
    """A paper of which everything is known, as the exchange brings it."""
    arrived = yesterday_evening()
    full: dict[str, Any] = {
        "type_code": code,
        "arrived_at": arrived,
        "issuer_id": agency.issuers["Sở Tài chính"].pk,
        "issuer_name": "Sở Tài chính - Vật giá",
        "pages": 3,
        "urgency": 1,
        "signer_name": "Đỗ Đăng Khoa",
        "signer_position": "Phó Giám đốc",
        "to_places": "Như trên;\nLưu: VT, NS.",
        "description": "Bản giấy đến sau.",
        "language": "en",
        "due_at": clock.at(clock.today() + dt.timedelta(days=5), 11, 45) + dt.timedelta(seconds=9),
        "invitation": InvitationData(
            meets_at=clock.at(clock.today() + dt.timedelta(days=2), 14, 5)
            + dt.timedelta(seconds=31),
            place="Phòng họp số 2",
            chair="Giám đốc Sở",
            invited="Trưởng các phòng;\nChi cục Kiểm lâm",
            papers="Dự thảo báo cáo",
        ),
        "complainant_name": "Nguyễn Thị Mùi",
        "complainant_address": "Phước Hưng, Tuy Phước",
    }
    return incoming_data(agency.office, **{**full, **changes})


def everything(document: Document) -> dict[str, Any]:
    """All columns of the paper and of what stands beside it."""
    pk = document.pk
    found = {"paper": Document.objects.filter(pk=pk).values().get()}
    for model in (Invitation, Complainant):
        found[model.__name__] = model._default_manager.filter(document=pk).values().first()
    found["readers"] = list(document.named_readers.values("person_id").order_by("person_id"))
    return found


def changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Columns that differ, with what they are now."""
    paper = {k: v for k, v in after["paper"].items() if before["paper"][k] != v}
    beside = {k: after[k] for k in before if k != "paper" and before[k] != after[k]}
    return paper | beside


def shown(form: RegisterForm) -> dict[str, Any]:
    """What a browser sends back of a form that nobody touched."""
    sent: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        if value is not None and value is not False and value not in ("", []):
            sent[bound.name] = "on" if value is True else value
    return sent


def correct(agency: Agency, clerk: Client, paper: Document, **typed: Any) -> None:
    paper = Document.objects.get(pk=paper.pk)
    form = CorrectionForm(agency.actor("diepptn"), paper=paper, initial=initial_of(paper))
    fields = shown(form) | typed | {"reason": "Gõ nhầm", "version": paper.version}
    # the page sends these two as they are
    fields |= {"office": paper.office_id, "secrecy": "normal"}
    response = clerk.post(reverse("documents:correct", args=[paper.uuid]), fields)
    assert response.status_code == 302, response.context["form"].errors


@pytest.mark.parametrize("code", KINDS)
def test_correcting_one_field_changes_this_one_alone(
    agency: Agency, clerk: Client, code: str
) -> None:
    paper = register_incoming(Actor.system("test"), data=whole(agency, code))
    before = everything(paper)
    correct(agency, clerk, paper, signer_name="Đỗ Đăng Khôi")
    assert changes(before, everything(paper)) == {
        "signer_name": "Đỗ Đăng Khôi", "version": before["paper"]["version"] + 1,
    }  # fmt: skip


@pytest.mark.parametrize("code", KINDS)
def test_a_correction_of_nothing_changes_nothing(agency: Agency, clerk: Client, code: str) -> None:
    paper = register_incoming(Actor.system("test"), data=whole(agency, code))
    before = everything(paper)
    correct(agency, clerk, paper)
    assert changes(before, everything(paper)) == {}


def test_a_paper_of_every_kind_of_the_list_is_left_as_it_was(agency: Agency, clerk: Client) -> None:
    for kind in DocumentType.objects.all():
        paper = register_incoming(Actor.system("test"), data=whole(agency, kind.code))
        before = everything(paper)
        correct(agency, clerk, paper, pages="4")
        assert set(changes(before, everything(paper))) == {"pages", "version"}, kind.code


def test_a_kind_that_is_no_longer_used_stays_with_its_papers(agency: Agency, clerk: Client) -> None:
    paper = register_incoming(Actor.system("test"), data=whole(agency, "report"))
    DocumentType.objects.filter(code="report").update(is_active=False)
    before = everything(paper)
    correct(agency, clerk, paper, pages="4")
    assert set(changes(before, everything(paper))) == {"pages", "version"}


def test_another_day_of_arrival_is_taken_over(agency: Agency, clerk: Client) -> None:
    paper = register_incoming(Actor.system("test"), data=whole(agency, "invitation"))
    day = clock.today() - dt.timedelta(days=2)
    correct(agency, clerk, paper, arrived_on=f"{day:%d/%m/%Y}", issued_on=f"{day:%d/%m/%Y}")
    paper.refresh_from_db()
    assert (paper.arrived_on, clock.day_of(paper.arrived_at)) == (day, day)


def test_the_hour_of_a_meeting_is_taken_over_and_the_guests_stay(
    agency: Agency, clerk: Client
) -> None:
    paper = register_incoming(Actor.system("test"), data=whole(agency, "invitation"))
    correct(agency, clerk, paper, meets_hour="08:00")
    meeting = Invitation.objects.get(document=paper)
    assert clock.local(meeting.meets_at).hour == 8
    assert meeting.invited.startswith("Trưởng các phòng")
    assert meeting.papers == "Dự thảo báo cáo"


def test_another_kind_takes_the_meeting_away(agency: Agency, clerk: Client) -> None:
    paper = register_incoming(Actor.system("test"), data=whole(agency, "invitation"))
    letter = DocumentType.objects.get(code="official_letter").pk
    correct(agency, clerk, paper, type=str(letter))
    assert not Invitation.objects.filter(document=paper).exists()


def test_a_missing_annex_and_named_readers_outlast_a_correction(
    agency: Agency, clerk: Client
) -> None:
    paper = register_incoming(Actor.system("test"), data=whole(agency, "official_letter"))
    reader, clerks = agency.people["dinhlq"].pk, agency.people["diepptn"].pk
    mark_missing(agency.actor("diepptn"), document_id=paper.pk, note="Thiếu Biểu 02")
    restrict(agency.actor("khiemtg"), document_id=paper.pk, reader_ids=[reader, clerks])
    before = everything(paper)
    correct(agency, clerk, paper, signer_name="Đỗ Đăng Khôi")
    assert set(changes(before, everything(paper))) == {"signer_name", "version"}


def test_a_note_instead_of_a_number_stays_as_written(agency: Agency, clerk: Client) -> None:
    data = whole(agency, "report", symbol="", paper_number_note="Sổ cũ không ghi số")
    paper = register_incoming(Actor.system("test"), data=data)
    before = everything(paper)
    correct(agency, clerk, paper, pages="4")
    assert set(changes(before, everything(paper))) == {"pages", "version"}


@pytest.mark.parametrize("code", KINDS)
def test_registering_a_waiting_paper_adds_its_number_and_keeps_the_rest(
    agency: Agency, clerk: Client, code: str
) -> None:
    paper = receive_incoming(Actor.system("exchange"), data=whole(agency, code))
    before = everything(paper)
    form = RegisterForm(agency.actor("diepptn"), paper=paper, initial=initial_of(paper))
    sent = shown(form) | {"signer_name": "Đỗ Đăng Khôi", "of_paper": str(paper.uuid)}
    response = clerk.post(reverse("documents:register", args=[paper.uuid]), sent)
    assert response.status_code == 302, response.context["form"].errors
    assert set(changes(before, everything(paper))) == {"signer_name", *NUMBERED}


def test_registering_a_waiting_paper_of_today_keeps_its_hour(agency: Agency, clerk: Client) -> None:
    arrived = clock.now() - dt.timedelta(minutes=1)
    data = whole(agency, "report", arrived_at=arrived)
    paper = receive_incoming(Actor.system("exchange"), data=data)
    form = RegisterForm(agency.actor("diepptn"), paper=paper, initial=initial_of(paper))
    clerk.post(reverse("documents:register", args=[paper.uuid]), shown(form))
    paper.refresh_from_db()
    assert (paper.number, paper.arrived_at) == (1, arrived)


def test_a_number_taken_first_keeps_the_hour_at_which_it_was_taken(
    agency: Agency, clerk: Client
) -> None:
    taken = clock.now() - dt.timedelta(minutes=3)
    open_batch(agency.actor("diepptn"), office_id=agency.office.pk, count=1, now=taken)
    paper = Document.objects.get()
    url = reverse("documents:complete", args=[paper.uuid])
    form = clerk.get(url).context["form"]
    assert form.expected == paper.number
    sent = shown(form) | {"subject": "V/v tiêm phòng dại", "symbol": "9/STC", "road": "post"}
    sent |= {"issuer": "text:Sở Tài chính", "issued_on": f"{clock.today():%d/%m/%Y}"}
    assert clerk.post(url, sent).status_code == 302
    paper.refresh_from_db()
    assert (paper.subject, paper.arrived_at) == ("V/v tiêm phòng dại", taken)
