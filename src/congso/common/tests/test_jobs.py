# SPDX-License-Identifier: AGPL-3.0-or-later
"""A queued job exists if and only if the caller's data does, in the worker as elsewhere."""

import pytest
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import TaskNotFound
from procrastinate.testing import InMemoryConnector

from congso.common import clock
from congso.common.jobs import enqueue, job

pytestmark = pytest.mark.django_db
NAME = "common.tests.nothing"


@pytest.fixture(autouse=True)
def _known_job():
    job(NAME, queue="slow")(lambda **_: None)
    yield
    del app.tasks[NAME]


def waiting():
    return list(ProcrastinateJob.objects.filter(task_name=NAME).values_list("args", flat=True))


class Refused(Exception):
    """Takes the caller's transaction back."""


def queue_and_refuse():
    with transaction.atomic():
        enqueue(NAME, document_id=7)
        raise Refused


def test_a_job_goes_with_the_transaction_that_queued_it():
    with pytest.raises(Refused):
        queue_and_refuse()
    assert waiting() == []


def test_a_job_queued_inside_the_worker_goes_by_the_jobs_own_transaction():
    pool = InMemoryConnector()  # stands for the connections the worker has of its own
    with app.replace_connector(pool):
        enqueue(NAME, document_id=7)
        with pytest.raises(Refused):
            queue_and_refuse()
    assert (pool.jobs, waiting()) == ({}, [{"document_id": 7}])


def test_queue_lock_and_hour_are_kept():
    after = clock.now()
    enqueue(NAME, lock="papers:7", after=after)
    row = ProcrastinateJob.objects.get(task_name=NAME)
    assert (row.queue_name, row.lock, row.scheduled_at) == ("slow", "papers:7", after)


def test_the_second_of_a_key_is_left_out_and_the_callers_work_stands():
    enqueue(NAME, once="papers:7", turn=1)
    enqueue(NAME, once="papers:7", turn=2)
    enqueue(NAME, once="papers:8", turn=3)
    assert waiting() == [{"turn": 1}, {"turn": 3}]


def test_a_job_nobody_knows_is_refused():
    with pytest.raises(TaskNotFound):
        enqueue("common.tests.unknown")
