# SPDX-License-Identifier: AGPL-3.0-or-later
"""The monthly list of inserted numbers: on the screen, as a file, and told to the Director."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from congso.common import clock
from congso.common.actor import Actor
from congso.common.clock import VIETNAM
from congso.common.policy import Denied
from congso.documents.models import Document
from congso.documents.services.insert import insert
from congso.documents.tests.factories import incoming_data, make_document
from congso.notifications.models import Notice
from congso.organisation.tests.factories import Agency
from congso.reports import services
from congso.reports.tests.reading import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B-17")]
REASON = "Văn bản thất lạc tại phòng bảo vệ"
JOB = Actor.system("tell_inserted")
OCTOBER = dt.datetime(2026, 10, 14, 9, tzinfo=VIETNAM)
# 1 November 2026 is a Sunday.
SUNDAY, MONDAY = (dt.datetime(2026, 11, day, 7, 35, tzinfo=VIETNAM) for day in (1, 2))
HIDDEN = "zqkinqz"


def _client(agency: Agency, login: str) -> Client:
    client = Client()
    client.force_login(agency.people[login])
    return client


def inserted(agency: Agency, now: dt.datetime | None = None, **changes: Any) -> Document:
    """Number 1 of the book, then 1a (or 1b)."""
    at = {"arrived_at": now} if now else {}
    if not Document.objects.filter(number=1, number_suffix="").exists():
        make_document(agency.office, now=now, **at)
    data = incoming_data(agency.office, **at, **changes)
    return insert(
        agency.actor("khiemtg"), data=data, after_number=1, reason=changes.pop("why", REASON),
        now=now,
    )  # fmt: skip


def _body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize(
    ("login", "status"),
    [("diepptn", 200), ("khiemtg", 200), ("dinhlq", 200), ("tuntc", 404), ("chauvtm", 404),
     ("ngantt", 404)],
)  # fmt: skip
def test_it_is_for_the_readers_of_the_books(agency: Agency, login: str, status: int) -> None:
    paper = inserted(agency)
    answer = _client(agency, login).get(reverse("reports:inserted"))
    assert answer.status_code == status
    shows = paper.subject in answer.content.decode()
    assert shows == (status == 200)


def test_the_page_shows_one_month_with_reason_and_who(agency: Agency) -> None:
    paper = inserted(agency, now=OCTOBER)
    director = _client(agency, "dinhlq")
    page = director.get(reverse("reports:inserted"), {"month": "2026-10"}).content.decode()
    assert ">1a</a>" in page
    assert REASON in page
    assert agency.people["khiemtg"].full_name in page
    assert paper.subject in page
    other = director.get(reverse("reports:inserted"), {"month": "2026-09"}).content.decode()
    assert REASON not in other


@pytest.mark.parametrize("month", ["2026-13", "x", "2026", "0000-01", "9999-12"])
def test_a_month_that_is_none_is_absent(agency: Agency, month: str) -> None:
    make_document(agency.office)
    answer = _client(agency, "dinhlq").get(reverse("reports:inserted"), {"month": month})
    assert answer.status_code == 404


def test_of_a_restricted_paper_number_and_day_alone(agency: Agency) -> None:
    readers = (agency.people["chauvtm"].pk,)
    inserted(
        agency, is_restricted=True, reader_ids=readers, subject=f"V/v {HIDDEN} khiếu nại",
        symbol="77/QĐ-MAT",
    )  # fmt: skip
    director = _client(agency, "dinhlq")
    page = director.get(reverse("reports:inserted")).content.decode()
    assert "<em>Văn bản hạn chế</em>" in page
    assert '<th scope="row" class="nw">1a</th>' in page
    for hidden in (HIDDEN, "77/QĐ-MAT", REASON):
        assert hidden not in page
    named = _client(agency, "chauvtm").get(reverse("reports:inserted"))
    assert named.status_code == 404  # reads the paper, not the book
    answer = director.post(
        reverse("reports:inserted"), {"office": agency.office.pk, "format": "xlsx"}
    )
    cells = [str(c.value) for row in openpyxl.load_workbook(io.BytesIO(_body(answer))).active
             for c in row]  # fmt: skip
    assert "Văn bản hạn chế" in cells
    assert "01a" in cells
    for hidden in (HIDDEN, "77/QĐ-MAT", REASON):
        assert not any(hidden in cell for cell in cells)


def test_the_file_has_the_lines_of_the_page(agency: Agency) -> None:
    inserted(agency, now=OCTOBER)
    inserted(agency, now=OCTOBER)
    at = f"{reverse('reports:inserted')}?month=2026-10"
    given = {"office": agency.office.pk, "format": "xlsx"}
    answer = _client(agency, "khiemtg").post(at, given)
    sheet = openpyxl.load_workbook(io.BytesIO(_body(answer))).active
    rows = [[str(cell.value or "") for cell in row] for row in sheet]
    assert [r[0] for r in rows if "Danh sách" in r[0]] == ["Danh sách số chèn tháng 10/2026"]
    assert [r[0] for r in rows if r[4] == REASON] == ["01a", "01b"]
    printed = _client(agency, "dinhlq").post(at, given | {"format": "pdf"})
    text = text_of(_body(printed))
    assert "01a" in text
    assert REASON in " ".join(text.split())
    assert "So-chen-2026-10.pdf" in printed["Content-Disposition"]


def test_no_file_of_an_office_one_does_not_read(agency: Agency) -> None:
    inserted(agency)
    make_document(agency.branch_office)
    given = {"office": agency.office.pk, "format": "pdf"}
    assert _client(agency, "ngantt").post(reverse("reports:inserted"), given).status_code == 422
    with pytest.raises(Denied):
        services.export(
            agency.actor("ngantt"), report="inserted", format="pdf",
            wanted={"office_id": agency.office.pk, "month": f"{clock.today():%Y-%m}-01"},
        )  # fmt: skip


def test_the_director_is_told_on_the_first_working_day_and_once(agency: Agency) -> None:
    inserted(agency, now=OCTOBER)
    inserted(agency, now=OCTOBER)
    assert services.tell_inserted(JOB, now=SUNDAY) == 0
    assert services.tell_inserted(JOB, now=MONDAY) == 1
    assert services.tell_inserted(JOB, now=MONDAY + dt.timedelta(days=1)) == 1
    notice = Notice.objects.get()
    assert notice.person == agency.people["dinhlq"]
    assert notice.parameters == {"count": 2, "month": "10/2026"}
    assert _client(agency, "dinhlq").get(notice.url).status_code == 200
    assert services.tell_inserted(JOB, now=MONDAY + dt.timedelta(days=7)) == 0


def test_a_month_without_one_says_nothing(agency: Agency) -> None:
    make_document(agency.office, now=OCTOBER, arrived_at=OCTOBER)
    assert services.tell_inserted(JOB, now=MONDAY) == 0
    assert not Notice.objects.exists()


def test_no_person_tells(agency: Agency) -> None:
    with pytest.raises(Denied):
        services.tell_inserted(agency.actor("khiemtg"))
