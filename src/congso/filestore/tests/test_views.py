# SPDX-License-Identifier: AGPL-3.0-or-later
"""Uploading over HTTP: straight to the staging folder, one's own only, and clear refusals."""

import io
import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from congso.common.actor import Actor
from congso.filestore import services, staging_folder, store
from congso.filestore.enums import StagedState
from congso.filestore.models import Staged
from congso.filestore.tests import samples

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("place")]


class AsPerson:
    """Stands in for the sign-in: the person is named in a header of the test."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        number = request.headers.get("X-Person")
        request.actor = Actor(person_id=int(number)) if number else None
        return self.get_response(request)


@pytest.fixture(autouse=True)
def _site(settings):
    settings.ROOT_URLCONF = "congso.filestore.tests.urls"
    settings.MIDDLEWARE = [f"{__name__}.AsPerson", "django_htmx.middleware.HtmxMiddleware"]
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def person():
    return Client(headers={"X-Person": "101"})


def send(client, data, name="Tờ trình.pdf", **extra):
    return client.post("/uploads/", {"file": SimpleUploadedFile(name, data)}, **extra)


def staged_files(place):
    folder = place / "staging"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_an_upload_answers_with_its_id(person, place):
    answer = send(person, samples.pdf(samples.LETTER), "Giấy mời họp – Tuy Phước.pdf")

    assert answer.status_code == 201
    facts = answer.json()
    staged = Staged.objects.get()
    assert facts == {
        "id": str(staged.uuid),
        "name": "Giấy mời họp – Tuy Phước.pdf",
        "size": len(samples.pdf(samples.LETTER)),
        "state": "uploaded",
        "ready": False,
        "settled": False,
        "message": "Waiting to be checked.",
        "url": f"/uploads/{staged.uuid}/",
    }
    assert staged.owner_id == 101
    assert staged_files(place) == [str(staged.uuid)]


def test_bytes_go_to_the_staging_folder_as_they_are(person):
    data = bytes(range(256)) * 10_000

    facts = send(person, data).json()

    assert staging_folder.path_of(facts["id"]).read_bytes() == data


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("To\u031b\u0300 tri\u0300nh.pdf", "Tờ trình.pdf"),
        ("..\\..\\công văn\u202efdp.exe", "công vănfdp.exe"),
        ("a/b/../../../mời họp.pdf", "mời họp.pdf"),
    ],
)
def test_awkward_names(person, name, kept):
    upload = SimpleUploadedFile("x", b"abc")
    upload._name = name

    assert person.post("/uploads/", {"file": upload}).json()["name"] == kept


def test_an_empty_file_is_refused(person, place):
    answer = send(person, b"")

    assert answer.status_code == 415
    assert answer.json()["detail"] == "The file is empty. Choose the file again."
    assert (Staged.objects.count(), staged_files(place)) == (0, [])


def test_a_form_without_file_is_refused(person):
    assert person.post("/uploads/", {"x": "y"}).status_code == 415


def test_a_file_above_the_limit_is_413_and_leaves_nothing(person, place, monkeypatch):
    monkeypatch.setattr(staging_folder, "MAX_SIZE", 100_000)

    answer = send(person, bytes(100_001))

    assert answer.status_code == 413
    assert "500 MB" in answer.json()["detail"]
    assert (Staged.objects.count(), staged_files(place)) == (0, [])


def test_two_files_in_one_request_are_refused(person, place):
    files = {"file": [SimpleUploadedFile("a.txt", b"a"), SimpleUploadedFile("b.txt", b"b")]}

    assert person.post("/uploads/", files).status_code == 415
    assert (Staged.objects.count(), staged_files(place)) == (0, [])


def nearly_full(path):
    figures = list(os.fstatvfs(os.open(path, os.O_RDONLY)))
    figures[4] = 0
    return os.statvfs_result(figures)


@pytest.mark.parametrize(
    ("accept", "kind"), [("application/json", "problem+json"), ("text/html,*/*", "text/html")]
)
def test_a_full_disk_is_507(person, place, monkeypatch, settings, accept, kind):
    monkeypatch.setattr(store.os, "statvfs", nearly_full)

    answer = send(person, samples.pdf(samples.LETTER), headers={"Accept": accept})

    assert answer.status_code == 507
    assert kind in answer["Content-Type"]
    assert "no room left" in answer.content.decode().lower()
    assert (Staged.objects.count(), staged_files(place)) == (0, [])


def test_nobody_signed_in_uploads_nothing(place):
    assert send(Client(), b"abc").status_code == 403
    assert staged_files(place) == []


def test_without_the_token_nothing_is_taken(place):
    client = Client(enforce_csrf_checks=True, headers={"X-Person": "101"})

    assert send(client, b"abc").status_code == 403
    assert (Staged.objects.count(), staged_files(place)) == (0, [])


def test_with_the_token_in_the_header_it_is_taken():
    client = Client(enforce_csrf_checks=True, headers={"X-Person": "101"})
    client.cookies["csrftoken"] = "a" * 32

    assert send(client, b"abc", headers={"X-CSRFToken": "a" * 32}).status_code == 201


@pytest.fixture
def staged(clerk):
    page = samples.pdf([*samples.LETTER, "MẬT"])
    return services.stage(clerk, name="quét nhầm.pdf", stream=io.BytesIO(page))


def test_the_state_is_told_to_the_owner_only(person, staged):
    url = f"/uploads/{staged.uuid}/"

    assert person.get(url).json()["state"] == "uploaded"
    assert Client(headers={"X-Person": "102"}).get(url).status_code == 404
    assert Client().get(url).status_code == 403
    assert person.get("/uploads/4f0c5a5e-0000-4000-8000-000000000000/").status_code == 404


def test_the_fragment_asks_again_until_the_check_is_over(person, staged, system):
    url = f"/uploads/{staged.uuid}/"
    before = person.get(url, headers={"HX-Request": "true"}).content.decode()
    services.check_staged(system, staged.pk)
    after = person.get(url, headers={"HX-Request": "true"}).content.decode()

    assert 'hx-trigger="every 2s"' in before
    assert "hx-trigger" not in after
    assert "mark of a secret paper" in after
    assert f'hx-post="{url}confirm-no-secret-mark/"' in after


@pytest.mark.parametrize("verb", ["discard", "confirm-no-secret-mark"])
def test_only_the_owner_answers(place, staged, system, verb):
    services.check_staged(system, staged.pk)

    answer = Client(headers={"X-Person": "102"}).post(f"/uploads/{staged.uuid}/{verb}/")

    assert answer.status_code == 404
    staged.refresh_from_db()
    assert staged.state == StagedState.SECRET_SUSPECTED
    assert staged_files(place) == [str(staged.uuid)]


def test_the_owner_confirms(person, staged, system):
    services.check_staged(system, staged.pk)

    facts = person.post(f"/uploads/{staged.uuid}/confirm-no-secret-mark/").json()

    assert (facts["state"], facts["ready"]) == ("clean", True)


def test_the_owner_discards(person, place, staged, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert person.post(f"/uploads/{staged.uuid}/discard/").status_code == 204

    assert (Staged.objects.count(), staged_files(place)) == (0, [])
    assert person.get(f"/uploads/{staged.uuid}/").status_code == 404


@pytest.mark.parametrize("verb", ["discard", "confirm-no-secret-mark"])
def test_answers_are_posts(person, staged, verb):
    assert person.get(f"/uploads/{staged.uuid}/{verb}/").status_code == 405
