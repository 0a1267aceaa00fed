# SPDX-License-Identifier: AGPL-3.0-or-later
"""A work file whose keeper is gone is given to another; nothing of it is shut for ever."""

from __future__ import annotations

import datetime as dt

import pytest

from congso.audit.models import Entry
from congso.common import clock
from congso.common.policy import Denied
from congso.documents.tests.factories import make_document
from congso.documents.tests.web import client_of
from congso.notifications.models import Notice
from congso.organisation.models import Post
from congso.organisation.tests.factories import Agency, make_agency
from congso.routing.tests.factories import directed, lead
from congso.workfiles import services
from congso.workfiles.models import WorkFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return make_agency()


@pytest.fixture
def file(agency: Agency) -> WorkFile:
    """A file of tuntc with one paper in it."""
    document = make_document(agency.office)
    directed(agency, document, lead(agency, person="tuntc"))
    content = services.put_in_or_open(
        agency.actor("tuntc"),
        document_id=document.pk,
        new_file=services.WorkFileData("Hồ sơ dịch hại lúa 2026"),
    )
    return content.work_file


def leave(agency: Agency, *logins: str) -> None:
    ended = clock.today() - dt.timedelta(days=1)
    people = [agency.people[login] for login in logins]
    Post.objects.filter(person__in=people).update(valid_until=ended)


def give(agency: Agency, by: str, file: WorkFile, to: str) -> WorkFile:
    return services.hand_over(
        agency.actor(by), work_file_id=file.pk, keeper_id=agency.people[to].pk
    )


def test_the_head_gives_the_file_of_a_leaver_to_another(agency: Agency, file: WorkFile) -> None:
    leave(agency, "tuntc")
    content = file.contents.get()
    for login in ("dungctm", "tamnv2"):
        with pytest.raises(Denied):
            services.take_out(agency.actor(login), content_id=content.pk)
    page = client_of(agency, "dungctm").get(f"/files/{file.uuid}/").content.decode()
    assert "Bàn giao cho người khác giữ" in page
    url = f"/files/{file.uuid}/keeper/"
    chosen = {"keeper": agency.people["tamnv2"].pk}
    assert client_of(agency, "tamnv2").post(url, chosen).status_code == 404
    assert client_of(agency, "dungctm").post(url, {"keeper": ""}).status_code == 422
    assert client_of(agency, "dungctm").post(url, chosen).status_code == 302
    file.refresh_from_db()
    assert file.keeper == agency.people["tamnv2"]
    assert Notice.objects.get(person=agency.people["tamnv2"]).url == f"/files/{file.uuid}/"
    assert Entry.objects.filter(verb="work_file.hand_over", object_id=file.pk).count() == 1
    services.take_out(agency.actor("tamnv2"), content_id=content.pk)
    assert not file.contents.exists()


def test_only_to_people_of_its_unit(agency: Agency, file: WorkFile) -> None:
    for to in ("khoava", "hanhutm", "tuntc"):
        with pytest.raises(services.UnfitKeeper):
            give(agency, "tuntc", file, to)
    for by in ("lyhc", "dinhlq", "khiemtg"):
        with pytest.raises(Denied):
            give(agency, by, file, "tamnv2")
    assert give(agency, "tuntc", file, "tamnv2").keeper == agency.people["tamnv2"]


def test_of_a_closed_unit_the_head_of_the_agency_gives_it_on(
    agency: Agency, file: WorkFile
) -> None:
    services.close_file(agency.actor("tuntc"), work_file_id=file.pk)
    with pytest.raises(Denied):
        services.reopen_file(agency.actor("dinhlq"), work_file_id=file.pk)
    leave(agency, "dungctm", "tamnv", "tuntc", "tamnv2")
    for login in ("lyhc", "khiemtg", "chauvtm", "datqv"):
        with pytest.raises(Denied):
            services.reopen_file(agency.actor(login), work_file_id=file.pk)
    services.reopen_file(agency.actor("dinhlq"), work_file_id=file.pk)
    with pytest.raises(services.UnfitKeeper):
        give(agency, "dinhlq", file, "hanhutm")
    assert give(agency, "dinhlq", file, "khoava").unit == agency.units["KHTC"]
    services.close_file(agency.actor("khoava"), work_file_id=file.pk)
    services.reopen_file(agency.actor("lyhc"), work_file_id=file.pk)
    with pytest.raises(Denied):  # it has a head again
        give(agency, "dinhlq", file, "lyhc")
