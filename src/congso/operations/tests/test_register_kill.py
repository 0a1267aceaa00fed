# SPDX-License-Identifier: AGPL-3.0-or-later
"""A worker killed in the middle of an import leaves whole batches, and the next one goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from congso.common.actor import Actor
from congso.documents.models import Document, DocumentType, SearchEntry
from congso.documents.tests.proofs import assert_sight_is_derived
from congso.operations.models import ImportRow, ImportRun
from congso.operations.registers.enums import RowState, RunState
from congso.operations.registers.services import importing
from congso.operations.tests.register_samples import plain_row, workbook
from congso.operations.tests.test_register_import import CLI, tried
from congso.organisation.queries import forget_calendar
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("B-68")]
WORKER = Path(__file__).with_name("import_worker.py")
SOURCE = Path(__file__).resolve().parents[3]
ROWS, SIZE = 600, 50


@pytest.fixture
def agency() -> Agency:
    # Tests with real commits empty all tables afterwards, those that migrations filled too.
    if not DocumentType.objects.exists():
        import_module("congso.documents.migrations.0003_document_types").fill(apps, None)
    forget_calendar()
    return make_agency()


def _worker(run: ImportRun) -> subprocess.Popen[str]:
    settings = connection.settings_dict
    url = f"postgresql://{settings['USER']}@/{settings['NAME']}?host={settings['HOST']}"
    environment = {**os.environ, "CONGSO_DATABASE_URL": url, "PYTHONPATH": str(SOURCE)}
    return subprocess.Popen(
        [sys.executable, str(WORKER), str(run.pk), str(SIZE)],
        env=environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def _killed_after(run: ImportRun, batches: int, delay: float) -> None:
    worker = _worker(run)
    assert worker.stdout is not None
    for wanted in ["ready", *["batch"] * batches]:
        assert worker.stdout.readline().strip() == wanted
    time.sleep(delay)
    worker.send_signal(signal.SIGKILL)
    assert worker.wait(30) == -signal.SIGKILL


def test_a_killed_worker_leaves_whole_batches_and_the_next_goes_on(agency: Agency) -> None:
    run = tried(agency, workbook([plain_row(number) for number in range(1, ROWS + 1)]))
    importing.start(CLI, run_id=run.pk)
    for delay in (0.004, 0.012, 0.02):
        _killed_after(run, 2, delay)
        _assert_whole(run)
    assert 0 < Document.objects.count() < ROWS
    worker = _worker(run)
    worker.communicate(timeout=60)
    assert worker.returncode == 0
    run.refresh_from_db()
    assert (run.state, run.imported) == (RunState.DONE, ROWS)
    numbers = list(Document.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, ROWS + 1))
    assert_sight_is_derived()


def _assert_whole(run: ImportRun) -> None:
    """What one transaction writes is there or not there as a whole."""
    deadline = time.monotonic() + 10
    while _backends() and time.monotonic() < deadline:
        time.sleep(0.05)  # the server notices that its client is gone
    written = ImportRow.objects.filter(run=run, state=RowState.IMPORTED)
    run.refresh_from_db()
    assert run.imported == written.count() == Document.objects.count()
    assert Document.objects.count() % SIZE == 0
    assert SearchEntry.objects.count() == Document.objects.count()
    assert not written.filter(document=None).exists()


def _backends() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND state = 'active' AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def test_the_job_of_the_next_batch_is_queued_with_the_batch(agency: Agency) -> None:
    run = tried(agency, workbook([plain_row(number) for number in range(1, 8)]))
    importing.start(CLI, run_id=run.pk)
    queued = ProcrastinateJob.objects.filter(
        task_name="operations.import_batch", args__run_id=run.pk
    )
    assert queued.count() == 1
    importing.import_batch(Actor.system("operations.import"), run_id=run.pk, size=5)
    assert queued.count() == 2
    assert {job.lock for job in queued} == {f"import:{run.pk}"}
