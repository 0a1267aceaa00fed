# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the developers' pages show: the demo organisation on Wednesday 25/11/2026, week 48.

Made-up data, in the language of the forms; used by no other page. The day before is a holiday.
"""

from congso.ui.samples.lists import QUEUE, rows
from congso.ui.samples.moment import NOW, TODAY, add_working_days, due, working_days_between
from congso.ui.samples.people import CLERK, DEPUTY, HEAD, PEOPLE, ROOM_HEAD, person
from congso.ui.samples.register import FILES, REGISTER_DATA, STAMP, RegisterForm
from congso.ui.samples.shell import SampleShell

__all__ = [
    "CLERK", "DEPUTY", "FILES", "HEAD", "NOW", "PEOPLE", "QUEUE", "REGISTER_DATA", "ROOM_HEAD",
    "STAMP", "TODAY", "RegisterForm", "SampleShell", "add_working_days", "due", "person", "rows",
    "working_days_between",
]  # fmt: skip
