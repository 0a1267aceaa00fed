# SPDX-License-Identifier: AGPL-3.0-or-later
"""What runs by the clock: job name -> cron line. Jobs of a line may be repeated without harm."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from procrastinate import App, JobContext
from procrastinate.jobs import Status

SCHEDULE: dict[str, str] = {
    "routing.alarm_express": "* * * * *",
    "routing.overdue": "*/5 * * * *",
    "routing.due_soon": "*/15 * * * *",
    "filestore.drain": "* * * * *",
    "filestore.sweep": "17 * * * *",
    "filestore.tidy": "37 3 * * *",
    "api.prune": "47 * * * *",
    "accounts.prune": "7 * * * *",
    "accounts.lock_leavers": "11 * * * *",
    "administration.expire_requests": "27 * * * *",
    "documents.watch_registry": "*/10 * * * *",
    "documents.check_sight": "7 18 * * *",
    "documents.close_books": "5 17 * * *",  # five past midnight in Vietnam; the server counts UTC
    "reports.tell_inserted": "35 0 * * *",  # 07:35 in Vietnam
    "jobs.prune": "23 * * * *",
    "jobs.retry_stalled": "*/2 * * * *",
}
FINISHED_KEPT_HOURS = 24


def register(app: App) -> None:
    """Put the lines of the schedule before the worker (PROCRASTINATE_ON_APP_READY)."""
    _care(app)
    for name, cron in settings.CONGSO_SCHEDULE.items():
        app.periodic(cron=cron, periodic_id=name)(app.tasks[name])


def _care(app: App) -> None:
    @app.task(name="jobs.prune", pass_context=True)
    async def prune(context: JobContext, /, **_: Any) -> None:
        """Finished rows slow the worker down (procrastinate issue 1454)."""
        await context.app.job_manager.delete_old_jobs(
            nb_hours=FINISHED_KEPT_HOURS, include_cancelled=True, include_aborted=True
        )

    @app.task(name="jobs.retry_stalled", pass_context=True)
    async def retry_stalled(context: JobContext, /, **_: Any) -> None:
        """Jobs whose worker died are done again."""
        for job in await context.app.job_manager.get_stalled_jobs():
            if job.id is not None and job.status == Status.DOING.value:
                await context.app.job_manager.retry_job(job)
