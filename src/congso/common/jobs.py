# SPDX-License-Identifier: AGPL-3.0-or-later
"""Background jobs: a thin face on Procrastinate, so that modules name jobs and nothing else.

A job is queued in the caller's transaction: it exists if and only if the data does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued, TaskNotFound
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task


class GiveUp(Exception):
    """Trying this job again cannot help; it is shown to the administrators."""


RETRY = RetryStrategy(max_attempts=8, exponential_wait=3)
NO_RETRY = RetryStrategy(max_attempts=1)
# Inside the worker the app's own connector is a pool of its own connections: what a job queues
# through it would be committed before, or without, what the job has written.
IN_TRANSACTION = JobManager(DjangoConnector())


def job(
    name: str, *, queue: str = "default", retry: RetryStrategy = RETRY
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function taking ids only under a stable `name`. It must bear repeats."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        app.task(name=name, queue=queue, retry=retry)(function)
        return function

    return register


def enqueue(
    name: str,
    *,
    lock: str | None = None,
    once: str | None = None,
    after: dt.datetime | None = None,
    **arguments: Any,
) -> None:
    """Queue the job `name` in the present transaction.

    `lock`: jobs of one lock run one at a time. `once`: refused silently while a job of that key
    waits. `after`: not before that moment. Raises for a name no module has registered.
    """
    task = _task(name, lock=lock, queueing_lock=once, schedule_at=after)
    if once:
        # The unique index refuses the second: in a savepoint, so the caller's work stands.
        with suppress(AlreadyEnqueued), transaction.atomic():
            task.defer(**arguments)
    else:
        task.defer(**arguments)


def enqueue_each(name: str, arguments: Sequence[dict[str, Any]]) -> None:
    """Queue the job `name` once for each of `arguments`, in one statement."""
    if arguments:
        _task(name).batch_defer(*arguments)


def _task(name: str, **how: Any) -> JobDeferrer:
    app.perform_import_paths()
    if name not in app.tasks:
        raise TaskNotFound(name)
    return configure_task(name=name, job_manager=IN_TRANSACTION, queue=app.tasks[name].queue, **how)
