# SPDX-License-Identifier: AGPL-3.0-or-later
"""What runs by the clock: job name -> cron line, Vietnamese time is the server's concern."""

SCHEDULE: dict[str, str] = {
    "routing.overdue": "*/5 * * * *",
    "routing.due_soon": "*/15 * * * *",
    "routing.alarm_express": "* * * * *",
}
