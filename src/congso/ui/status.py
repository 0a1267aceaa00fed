# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a state looks: label, colour and icon in one table, so that a state is never colour alone.

Modules use the keys below for their states, or hand in a `StatusLook` of their own.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from congso.common.numbers import read_number


@dataclass(frozen=True, slots=True)
class StatusLook:
    """What is shown for a state; `tone` is one of the eight status colours."""

    label: str | Promise
    tone: str
    icon: str


def _look(label: str | Promise, tone: str, icon: str) -> StatusLook:
    return StatusLook(label=label, tone=tone, icon=icon)


STATUS_LOOKS: dict[str, StatusLook] = {
    "to_register": _look(_("To register"), "grey", icon="inbox"),
    "to_submit": _look(_("To submit to leaders"), "grey", icon="file-text"),
    "to_distribute": _look(_("To distribute"), "amber", icon="arrows-split-2"),
    "awaiting_direction": _look(_("Awaiting direction"), "amber", icon="message-question"),
    "to_assign": _look(_("To assign"), "amber", icon="user-share"),
    "to_do": _look(_("To do"), "blue", icon="clock"),
    "in_progress": _look(_("In progress"), "blue", icon="progress"),
    "supporting": _look(_("Supporting"), "teal", icon="users"),
    "for_information": _look(_("For information"), "grey", icon="eye"),
    "forwarded": _look(_("Passed on, followed"), "grey", icon="send"),
    "done": _look(pgettext_lazy("status", "Done"), "green", icon="circle-check"),
    "overdue": _look(_("Overdue"), "red", icon="alert-triangle"),
    "draft": _look(pgettext_lazy("status", "Draft"), "grey", icon="pencil"),
    "in_approval": _look(_("In the approval line"), "blue", icon="route"),
    "format_check": _look(_("Format check"), "violet", icon="clipboard-check"),
    "awaiting_signature": _look(_("Awaiting signature"), "violet", icon="writing-sign"),
    "to_number": _look(_("To be numbered"), "violet", icon="number"),
    "to_seal": _look(_("Numbered, to seal and scan"), "amber", icon="rubber-stamp"),
    "to_issue": _look(_("To issue"), "blue", icon="send"),
    "issued": _look(_("Issued"), "green", icon="circle-check"),
    "returned": _look(_("Returned"), "orange", icon="arrow-back-up"),
    "recalled": _look(_("Recalled"), "grey", icon="ban"),
    "invitation": _look(_("Invitation"), "blue", icon="calendar-week"),
    "met": _look(_("Met"), "green", icon="circle-check"),
    "not_met": _look(_("Not met"), "amber", icon="alert-circle"),
    "unclear": _look(_("Not clear"), "amber", icon="help"),
}

# Level 0 (normal) shows nothing.
URGENCY_LABELS: dict[int, str | Promise] = {
    1: _("Urgent"),
    2: _("Very urgent"),
    3: _("Express"),
}


def status_look(state: str | StatusLook) -> StatusLook:
    """The look of a state key; an unknown key is shown as it is, in grey, rather than failing."""
    if isinstance(state, StatusLook):
        return state
    return STATUS_LOOKS.get(state) or StatusLook(label=state, tone="grey", icon="circle-dashed")


def urgency_level(level: int | str | None) -> int:
    """0 to 3 from a number or one of normal, urgent, very_urgent, express."""
    names = {"normal": 0, "urgent": 1, "very_urgent": 2, "express": 3}
    if level is None or level == "":
        return 0
    if isinstance(level, str):
        number = read_number(level)
        return names.get(level, 0) if number is None else min(number, 3)
    return min(max(level, 0), 3)
