# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of work files: a paper goes in from its page, and out by its keeper."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse
from django.utils import translation

from congso.audit.models import Entry
from congso.documents.models import Document
from congso.documents.tests.factories import make_document
from congso.documents.tests.web import client_of
from congso.organisation.tests.factories import Agency, make_agency
from congso.routing.tests.factories import directed, lead
from congso.workfiles import services
from congso.workfiles.models import Content, WorkFile

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-48")]


@pytest.fixture(autouse=True)
def _vietnamese() -> Iterator[None]:
    with translation.override("vi"):
        yield


@pytest.fixture
def agency() -> Agency:
    return make_agency()


@pytest.fixture
def paper(agency: Agency) -> Document:
    """A paper the officer has to handle."""
    document = make_document(agency.office)
    directed(agency, document, lead(agency, person="tuntc"))
    return document


@pytest.fixture
def file(agency: Agency) -> WorkFile:
    return services.open_file(
        agency.actor("tuntc"), data=services.WorkFileData("Hồ sơ dịch hại lúa 2026")
    )


def put_in(paper: Document) -> str:
    return reverse("workfiles:put_in", args=[paper.uuid])


def test_a_paper_is_put_in_from_its_page(agency: Agency, paper: Document, file: WorkFile) -> None:
    officer = client_of(agency, "tuntc")
    detail = reverse("documents:detail", args=[paper.uuid])
    assert put_in(paper) in officer.get(detail).content.decode()
    assert file.title in officer.get(put_in(paper)).content.decode()
    assert officer.post(put_in(paper), {"work_file": file.pk}).status_code == 302
    assert file.contents.get().document == paper
    assert file.title in officer.get(detail).content.decode()
    # it lies there: the form does not offer the file again
    choices = officer.get(put_in(paper)).context["form"].fields["work_file"].choices
    assert [value for value, _title in choices] == ["new"]


def test_or_into_a_new_file(agency: Agency, paper: Document) -> None:
    officer = client_of(agency, "tuntc")
    assert officer.post(put_in(paper), {"work_file": "new", "title": " "}).status_code == 422
    assert not WorkFile.objects.exists()
    given = {"work_file": "new", "title": "Hồ sơ khôi phục sản xuất"}
    assert officer.post(put_in(paper), given).status_code == 302
    assert WorkFile.objects.get().contents.get().document == paper


@pytest.mark.parametrize("chosen", ["0", "x", "99999999999", "-1"])
def test_a_file_that_is_not_offered_is_refused(
    agency: Agency, paper: Document, chosen: str
) -> None:
    answer = client_of(agency, "tuntc").post(put_in(paper), {"work_file": chosen})
    assert answer.status_code == 422
    assert not Content.objects.exists()


def test_a_file_of_another_unit_is_not_offered(agency: Agency, paper: Document) -> None:
    foreign = services.open_file(agency.actor("khoava"), data=services.WorkFileData("Hồ sơ phòng"))
    answer = client_of(agency, "tuntc").post(put_in(paper), {"work_file": foreign.pk})
    assert answer.status_code == 422
    assert not Content.objects.exists()


def test_who_does_not_see_the_paper_puts_it_nowhere(agency: Agency, paper: Document) -> None:
    stranger = client_of(agency, "tamnv2")
    assert stranger.get(put_in(paper)).status_code == 404
    given = {"work_file": "new", "title": "Hồ sơ"}
    assert stranger.post(put_in(paper), given).status_code == 404
    assert not WorkFile.objects.exists()


def test_the_keeper_takes_a_paper_out_on_the_page_of_the_file(
    agency: Agency, paper: Document, file: WorkFile
) -> None:
    content = services.put_in(agency.actor("tuntc"), work_file_id=file.pk, document_id=paper.pk)
    page = reverse("workfiles:file", args=[file.uuid])
    out = reverse("workfiles:take_out", args=[file.uuid, content.pk])
    for login, status in (("dungctm", 404), ("khoava", 404)):
        person = client_of(agency, login)
        assert out not in person.get(page).content.decode()
        assert person.post(out).status_code == status
    officer = client_of(agency, "tuntc")
    assert out in officer.get(page).content.decode()
    assert officer.get(out).status_code == 405
    assert officer.post(out).status_code == 302
    assert not file.contents.exists()
    assert Entry.objects.filter(verb="work_file.take_out", object_id=file.pk).count() == 1
    assert officer.post(out).status_code == 404


def test_a_content_of_another_file_is_absent(
    agency: Agency, paper: Document, file: WorkFile
) -> None:
    officer = agency.actor("tuntc")
    other = services.open_file(officer, data=services.WorkFileData("Hồ sơ khác"))
    content = services.put_in(officer, work_file_id=other.pk, document_id=paper.pk)
    out = reverse("workfiles:take_out", args=[file.uuid, content.pk])
    assert client_of(agency, "tuntc").post(out).status_code == 404
    assert other.contents.exists()
