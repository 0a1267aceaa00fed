# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files a module holds for several people, files that pass through, contents nobody refers to."""

from __future__ import annotations

import datetime as dt
import io
import os
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db.models import Field

from congso.common import clock
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.filestore import places, queries, services, staging_folder
from congso.filestore.enums import StagedState
from congso.filestore.models import Blob, BlobText, Removal, Staged
from congso.filestore.services.unreferred import OWN_MODELS, references
from congso.filestore.tests import samples

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("place")]
MONDAY = dt.timedelta(days=3)


def held_file(actor: Actor, state: StagedState = StagedState.CLEAN) -> Staged:
    stream = io.BytesIO(samples.pdf(samples.LETTER))
    staged = services.stage(actor, name="3-4.pdf", stream=stream, held=True)
    services.check_staged(Actor.system("test"), staged.pk)
    staged.refresh_from_db()
    if state != staged.state:
        staged.state = state
        staged.save()
    return staged


def aged(place: Path, by: dt.timedelta) -> None:
    """The files of the staging folder as old as they would be then."""
    moment = clock.now().timestamp() - by.total_seconds()
    for path in (place / "staging").iterdir():
        os.utime(path, (moment, moment))


def test_what_is_held_outlives_the_weekend(place: Path, clerk: Actor, system: Actor) -> None:
    held = held_file(clerk)
    mine = services.stage(clerk, name="cv.pdf", stream=io.BytesIO(samples.pdf(["Của tôi"])))
    aged(place, MONDAY)
    with time_machine.travel(clock.now() + MONDAY):
        services.sweep(system)
    assert list(Staged.objects.all()) == [held]
    assert not staging_folder.path_of(mine.uuid).exists()
    assert staging_folder.read_findings(held.uuid)["pages"] == 1
    assert services.keep(clerk, held.pk, held=True).page_count == 1


@pytest.mark.parametrize("state", [StagedState.TO_CONFIRM, StagedState.SECRET_SUSPECTED])
def test_a_colleague_confirms_and_keeps_what_is_held(
    clerk: Actor, other_clerk: Actor, state: StagedState
) -> None:
    staged = held_file(clerk, state)
    with pytest.raises(services.NotChecked):
        services.keep(other_clerk, staged.pk, held=True)
    confirmed = services.confirm_no_secret_mark(other_clerk, staged.pk, held=True)
    assert confirmed.confirmed_by_id == other_clerk.person_id
    assert services.keep(other_clerk, staged.pk, held=True).page_count == 1


def test_nobody_reaches_what_is_held_by_the_way_of_own_uploads(
    clerk: Actor, other_clerk: Actor
) -> None:
    staged = held_file(clerk)
    for actor in (clerk, other_clerk):
        with pytest.raises(Staged.DoesNotExist):
            queries.get_staged(actor, "view", staged.uuid)
        with pytest.raises(Denied):
            services.discard(actor, staged.pk)
        with pytest.raises(services.NotChecked):
            services.keep(actor, staged.pk)
    own = services.stage(clerk, name="cv.pdf", stream=io.BytesIO(samples.pdf(["Của tôi"])))
    with pytest.raises(Denied):
        services.discard(other_clerk, own.pk, held=True)


def test_a_held_page_is_looked_at_after_the_check_only(clerk: Actor, other_clerk: Actor) -> None:
    staged = held_file(clerk, StagedState.TO_CONFIRM)
    assert services.picture_of_held(other_clerk, staged.pk)[8:12] == b"WEBP"
    Staged.objects.update(state=StagedState.INFECTED)
    with pytest.raises(services.NoPreview):
        services.picture_of_held(other_clerk, staged.pk)


def test_what_passes_through_has_no_row_and_goes_with_the_day(place: Path, system: Actor) -> None:
    passing = services.take_passing(io.BytesIO(b"%PDF-1.7"))
    assert services.passing_path(passing).read_bytes() == b"%PDF-1.7"
    assert not Staged.objects.exists()
    aged(place, MONDAY)
    services.sweep(system)
    assert not services.passing_path(passing).exists()


# --- contents nobody refers to


def content(actor: Actor, words: str) -> Blob:
    return services.keep_bytes(actor, samples.pdf([words]), "cv.pdf")


def tidied(system: Actor, later: dt.timedelta, callbacks: Any) -> int:
    with time_machine.travel(clock.now() + later), callbacks(execute=True):
        return services.erase_unreferred(system)


def test_an_upload_taken_off_the_form_goes_after_a_day(
    place: Path, clerk: Actor, system: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    lost = content(clerk, "Bỏ ra khỏi phiếu")
    services.extract_text(system, lost.sha256)
    services.page_image(lost.sha256, 1)
    assert BlobText.objects.exists()
    day = dt.timedelta(hours=24)
    assert tidied(system, day, django_capture_on_commit_callbacks) == 0
    assert tidied(system, day * 2, django_capture_on_commit_callbacks) == 1
    assert not Blob.objects.exists()
    assert not BlobText.objects.exists()
    assert list(places.store().names()) == []
    assert not [path for path in place.rglob("*") if path.suffix == ".webp"]


def test_what_is_kept_anew_has_another_day(
    clerk: Actor, system: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    with time_machine.travel(clock.now() - dt.timedelta(days=9)):
        content(clerk, "Mẫu 01")
    content(clerk, "Mẫu 01")
    assert tidied(system, dt.timedelta(0), django_capture_on_commit_callbacks) == 0


def test_what_is_asked_to_be_removed_stays(
    clerk: Actor, system: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    asked = content(clerk, "Hai")
    services.request_removal(clerk, sha256=asked.sha256, reason="Có dấu mật")
    assert tidied(system, MONDAY, django_capture_on_commit_callbacks) == 0


def test_no_person_tidies(clerk: Actor) -> None:
    with pytest.raises(Denied):
        services.erase_unreferred(clerk)


def test_every_column_that_may_name_a_content_is_known() -> None:
    """A new one is found by itself; this list makes whoever adds it read the rule."""
    assert {f"{field.model._meta.label}.{field.name}" for field in references()} == {
        "api.ApiToken.sha256",  # of a token: matches nothing
        "documents.DocumentFile.sha256",
        "filestore.Removal.blob",
        "routing.Direction.photo_sha256",
    }


NOT_OF_CONTENTS = {
    "audit.Entry.object_hash",  # the trail tells what was; it holds nothing
}


def test_no_column_names_a_content_by_another_name() -> None:
    """Whatever is long enough for a hash and called one must be found, or be named above."""
    known = {id(field) for field in references()}
    words = ("sha", "blob", "hash", "digest", "content_id")
    doubtful = {
        f"{field.model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model not in OWN_MODELS and model.__module__.startswith("congso")
        for field in model._meta.concrete_fields
        if id(field) not in known and any(word in field.name for word in words) and _holds(field)
    }
    assert doubtful - NOT_OF_CONTENTS == set()
    assert Removal._meta.get_field("blob") in list(references())


def _holds(field: Field[Any, Any]) -> bool:
    return (getattr(field, "max_length", None) or 64) >= 64
