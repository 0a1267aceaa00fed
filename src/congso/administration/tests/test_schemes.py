# SPDX-License-Identifier: AGPL-3.0-or-later
"""Books of their own for kinds of paper: chosen on the Office's page, used by the next number."""

from __future__ import annotations

import pytest

from congso.documents.models import BookScheme, DocumentType
from congso.documents.tests.factories import make_document
from congso.documents.tests.web import client_of
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return make_agency()


@pytest.mark.requirement("B-17")
def test_a_kind_gets_a_book_of_its_own_and_goes_back(agency: Agency) -> None:
    chief = client_of(agency, "khiemtg")
    notice = DocumentType.objects.get(code="report")
    at = f"/office/rules/{agency.office.pk}/books/"
    assert chief.post(at, {"of": str(notice.pk), "series": "BC"}).status_code == 302
    paper = make_document(agency.office, type_code="report")
    assert (paper.book.series, paper.number) == ("BC", 1)
    page = chief.get(f"/office/rules/?office={agency.office.pk}").content.decode()
    assert notice.name in page
    scheme = BookScheme.objects.get()
    assert chief.post(f"/office/rules/books/{scheme.pk}/drop/").status_code == 302
    assert make_document(agency.office, type_code="report").book.series == ""


def test_invitations_need_no_mark_and_other_kinds_do(agency: Agency) -> None:
    chief = client_of(agency, "khiemtg")
    at = f"/office/rules/{agency.office.pk}/books/"
    assert chief.post(at, {"of": "invitation"}).status_code == 302
    report = DocumentType.objects.get(code="report")
    refused = chief.post(at, {"of": str(report.pk), "series": " "})
    assert refused.status_code == 422
    assert "GM" in refused.content.decode()
    assert [row.group for row in BookScheme.objects.all()] == ["invitation"]


@pytest.mark.parametrize("login", ["diepptn", "chauvtm", "tuntc", "datqv"])
def test_who_does_not_run_the_office_changes_no_book(agency: Agency, login: str) -> None:
    at = f"/office/rules/{agency.office.pk}/books/"
    assert client_of(agency, login).post(at, {"of": "invitation"}).status_code == 404
    assert not BookScheme.objects.exists()
