# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(TextChoices):
    """Where a proposal stands (PRACTICE 2.1, steps 3 and 4)."""

    DRAFT = "draft", _("Drafted by the clerk")
    READY = "ready", _("To present")
    PRESENTED = "presented", _("Awaiting direction")
    AGREED = "agreed", _("Agreed to")
    CHANGED = "changed", _("Directed otherwise")
    RETURNED = "returned", _("Returned to the Office")
    SUPERSEDED = "superseded", _("Superseded")
    SENT_STRAIGHT = "sent_straight", _("Sent straight")


OPEN_STAGES = (Stage.DRAFT, Stage.READY, Stage.PRESENTED)


class WorkKind(TextChoices):
    """What is to be done with the paper."""

    ANSWER = "answer", _("To handle")
    SUPERIOR_TASK = "superior_task", _("Task from a superior agency")
    TO_KNOW = "to_know", pgettext_lazy("work", "For information")


class Role(TextChoices):
    """Of a recipient of a direction. Exactly one lead a direction."""

    LEAD = "lead", _("Lead")
    COOPERATE = "cooperate", _("Supporting")
    KNOW = "know", _("For information")


class PartyRole(TextChoices):
    """Of somebody named in a proposal: roles of recipients, who follows, who urges."""

    LEAD = "lead", _("Lead")
    COOPERATE = "cooperate", _("Supporting")
    KNOW = "know", _("For information")
    WATCH = "watch", _("Leader who follows")
    URGE = "urge", _("Who urges")


RECIPIENT_ROLES = (PartyRole.LEAD, PartyRole.COOPERATE, PartyRole.KNOW)


class DueKind(TextChoices):
    DAY = "day", _("By the end of a day")
    HOUR = "hour", _("To the hour")
    NONE = "none", _("No deadline")
    REGULAR = "regular", _("Regular work")


class Way(TextChoices):
    """How a direction came about."""

    WRITTEN = "written", _("Written")
    AGREED = "agreed", _("Agreed to the proposal")
    HANDWRITTEN = "handwritten", _("Written by hand, entered for the leader")
    SPOKEN = "spoken", _("Spoken, entered for the leader")
    ASSIGNED = "assigned", _("Assigned on by the head")
    STRAIGHT = "straight", _("Sent straight by the Office")


class State(TextChoices):
    """Of a recipient flow (DOMAIN 5.2). Read is a time, not a state: read is not handled."""

    SENT = "sent", pgettext_lazy("flow", "To accept")
    ACCEPTED = "accepted", pgettext_lazy("flow", "Accepted")
    IN_PROGRESS = "in_progress", pgettext_lazy("flow", "In progress")
    DONE = "done", pgettext_lazy("flow", "Handled")
    RETURNED = "returned", pgettext_lazy("flow", "Returned")
    FORWARDED = "forwarded", pgettext_lazy("flow", "Handed to another")
    TAKEN_BACK = "taken_back", pgettext_lazy("flow", "Taken back")


OPEN = (State.SENT, State.ACCEPTED, State.IN_PROGRESS)
# States in which the flow is no longer anybody's: it gives no sight and counts for nothing.
GONE = (State.FORWARDED, State.TAKEN_BACK)


class FinishKind(TextChoices):
    """How a flow was closed (PRACTICE 2.2, 2.8)."""

    ANSWERED = "answered", _("Answered in writing")
    FILED = "filed", _("Put into a work file")
    REFERENCE = "reference", _("Kept for reference")
    OPINION = "opinion", _("Opinion given")
    NO_OPINION = "no_opinion", _("No opinion given")
    READ = "read", _("Read")
    BY_LEAD = "by_lead", _("Closed with the lead")
    CLOSED = "closed", _("Closed by the leader")


LEAD_FINISH = (FinishKind.ANSWERED, FinishKind.FILED, FinishKind.REFERENCE)


class ExtensionState(TextChoices):
    ASKED = "asked", pgettext_lazy("extension", "Asked")
    GRANTED = "granted", pgettext_lazy("extension", "Granted")
    REFUSED = "refused", pgettext_lazy("extension", "Refused")


class Verdict(TextChoices):
    AGREE = "agree", _("Agrees")
    COMMENT = "comment", _("Has comments")


class Part(TextChoices):
    """What somebody does for a meeting (PRACTICE 2.4)."""

    ATTEND = "attend", _("Attends")
    INSTEAD = "instead", _("Attends in another's place")
    PREPARE = "prepare", _("Prepares the papers")
    SPEAK = "speak", _("Speaks")
