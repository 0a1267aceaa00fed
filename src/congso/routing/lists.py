# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lists of flows and proposals, as menu entries, counters and pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import DateTimeField, F, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from congso.common.actor import Actor
from congso.documents.lists import PaperList, Row, due_view, plain_row
from congso.documents.policies import offices_run_by
from congso.organisation.standing import standing_of
from congso.routing.enums import State
from congso.routing.models import Attendance, Direction, Flow, Proposal
from congso.routing.queries import desk

FAR = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
BY_URGENCY = ("-document__urgency", "due_sort", "pk")
Source = Callable[[Actor], QuerySet[Any]]


def runs_an_office(actor: Actor) -> bool:
    """Chánh, Phó Chánh Văn phòng; head of a Chi cục; who distributes."""
    return bool(offices_run_by(actor))


def is_leader(actor: Actor) -> bool:
    """In the leadership of a registry office, or directing for somebody who is."""
    return any(f.offices_led() for f in standing_of(actor).acting("may_direct"))


def heads_a_unit(actor: Actor) -> bool:
    """Head or deputy head of a unit, or acting for one."""
    return any(f.units_headed() for f in standing_of(actor).acting("may_handle"))


def handles(actor: Actor) -> bool:
    """Has a post at all: can be given work."""
    return bool(standing_of(actor).own.posts)


def _with_due(source: Source) -> Source:
    far = Value(FAR, output_field=DateTimeField())

    def sorted_source(actor: Actor) -> QuerySet[Any]:
        found: QuerySet[Any] = source(actor).annotate(due_sort=Coalesce(F("due_at"), far))
        return found

    return sorted_source


def flow_row(flow: Flow, now: dt.datetime) -> Row:
    """A line for a flow: the paper, and the deadline of the flow."""
    return Row(
        flow.document,
        unread=flow.read_at is None and flow.state == State.SENT,
        due=due_view(flow.due_at, now) if flow.due_at else None,
    )


def given_row(flow: Flow, now: dt.datetime) -> Row:
    """A line for a flow somebody else holds: with his name."""
    holder = flow.person.full_name if flow.person else flow.unit.name
    return Row(flow.document, due=due_view(flow.due_at, now) if flow.due_at else None, note=holder)


def ended_row(flow: Flow, now: dt.datetime) -> Row:
    """A line for a flow that is over."""
    return Row(flow.document, note=flow.reason[:80])


def proposal_row(proposal: Proposal, now: dt.datetime) -> Row:
    """A line for a proposal: the paper, and the deadline proposed."""
    return Row(proposal.document, due=due_view(proposal.due_at, now) if proposal.due_at else None)


def direction_row(direction: Direction, now: dt.datetime) -> Row:
    """A line for a direction entered for a leader."""
    entered = direction.entered_by.full_name if direction.entered_by else ""
    return Row(direction.document, note=entered)


def meeting_row(attendance: Attendance, now: dt.datetime) -> Row:
    """A line for a meeting ahead: its hour is the deadline."""
    meeting = attendance.document.invitation
    return Row(attendance.document, due=due_view(meeting.meets_at, now), note=meeting.place)


def _list(key: str, label: Any, source: Source, position: int, **more: Any) -> PaperList:
    more.setdefault("order", BY_URGENCY)
    more.setdefault("row", flow_row)
    if "due_sort" in more["order"]:
        source = _with_due(source)
    return PaperList(key=key, label=label, source=source, position=position, **more)


NEWEST_ENDED = ("-ended_at", "-pk")

LISTS = (
    _list("to-distribute", _("To distribute"), desk.to_distribute, 20,
          order=("-urgency", "created_at", "pk"), row=plain_row, offered=runs_an_office,
          icon="arrows-split-2", tone="hot", route="routing:queue",
          empty=_("Papers the clerks register come in here.")),
    _list("to-present", _("To present"), desk.to_present, 30, row=proposal_row,
          offered=runs_an_office, icon="file-text", tone="hot",
          empty=_("Proposals that are not yet before a leader.")),
    _list("presented", _("Before the leaders"), desk.presented, 35, row=proposal_row,
          offered=runs_an_office, icon="message-question", counted=False,
          empty=_("Papers you put before leaders, until they direct.")),
    _list("awaiting-direction", _("Awaiting direction"), desk.awaiting_direction, 40,
          row=proposal_row, offered=is_leader, icon="message-question", tone="hot",
          empty=_("Papers the Office puts before you come in here with a proposal.")),
    _list("to-confirm", _("To confirm"), desk.unconfirmed, 45, order=("-given_at", "-pk"),
          row=direction_row, offered=is_leader, icon="message-2", tone="hot",
          empty=_("Directions entered for you from paper or by phone.")),
    _list("to-assign", _("To assign"), desk.to_assign, 50, offered=heads_a_unit,
          icon="user-share", tone="hot",
          empty=_("Papers directed to your unit that nobody has been given yet.")),
    _list("to-do", _("To do"), desk.mine_to_handle, 55, offered=handles, icon="clock", tone="hot",
          empty=_("Papers given to you come in here.")),
    _list("supporting", _("Supporting"), desk.cooperating, 60, offered=handles, icon="users",
          empty=_("Opinions you owe to a lead.")),
    _list("invitations", _("Invitations"), desk.invitations, 65,
          order=("document__invitation__meets_at", "pk"), row=meeting_row, offered=handles,
          icon="calendar-week", empty=_("Meetings ahead in which you have a part.")),
    _list("for-information", _("For information"), desk.for_information, 70, offered=handles,
          icon="eye", empty=_("Papers you are to know of, until you open them.")),
    _list("overdue", _("Overdue"), desk.overdue, 75, row=given_row, offered=handles,
          icon="alert-triangle", tone="late", empty=_("Nothing is late.")),
    _list("followed", _("Passed on, followed"), desk.followed, 80, row=given_row,
          offered=lambda actor: is_leader(actor) or runs_an_office(actor) or heads_a_unit(actor),
          icon="send", counted=False, empty=_("Work you gave that is not finished.")),
    _list("returned", _("Returned"), desk.returned, 85,
          order=("-document__urgency", "-ended_at", "-pk"), row=ended_row,
          offered=lambda actor: is_leader(actor) or runs_an_office(actor) or heads_a_unit(actor),
          icon="arrow-back-up", tone="hot",
          empty=_("Work given back to you with a reason.")),
    _list("done", _("Handled"), desk.done, 95, order=NEWEST_ENDED, row=ended_row, offered=handles,
          icon="circle-check", counted=False, empty=_("What you and your unit have finished.")),
)  # fmt: skip
