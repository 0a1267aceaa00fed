# SPDX-License-Identifier: AGPL-3.0-or-later
"""The jobs as the worker runs them, from upload to text."""

import io

import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from congso.filestore import queries, services
from congso.filestore.enums import StagedState, TextState
from congso.filestore.models import Blob
from congso.filestore.tests import samples

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("place")]


def work():
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def test_an_upload_goes_its_way_by_jobs_alone(clerk, place):
    content = io.BytesIO(samples.pdf(samples.LETTER))
    staged = services.stage(clerk, name="Tờ trình.pdf", stream=content)
    work()
    staged.refresh_from_db()
    assert staged.state == StagedState.CLEAN

    blob = services.keep(clerk, staged.pk)
    work()

    assert Blob.objects.get().text_state == TextState.DONE
    assert "hạn hán" in queries.text_of(blob.sha256)
    assert (place / "previews" / blob.sha256 / "p1-w1200.webp").exists()
    assert list((place / "staging").iterdir()) == []
    assert set(ProcrastinateJob.objects.values_list("status", flat=True)) == {"succeeded"}


@pytest.mark.parametrize(
    "name",
    ["check", "drain", "text", "ocr", "preview", "tell_text", "erase", "sweep", "tidy"],
)
def test_every_job_has_its_name(name):
    app.perform_import_paths()

    assert f"filestore.{name}" in app.tasks
