# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lists of flows and proposals, as menu entries, counters and pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import DateTimeField, F, QuerySet, Value, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from congso.common.actor import Actor
from congso.documents.incoming_lists import is_clerk
from congso.documents.lists import PaperList, Row, due_view, paper_due, plain_row
from congso.documents.models import Document
from congso.documents.policies import offices_run_by
from congso.organisation.standing import standing_of
from congso.routing.enums import PartyRole, State
from congso.routing.models import (
    Attendance,
    ClockStop,
    Direction,
    Extension,
    Flow,
    Proposal,
    ProposalParty,
    SentBack,
)
from congso.routing.queries import desk
from congso.routing.services import handle
from congso.ui import formats

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


def gives_work(actor: Actor) -> bool:
    """Leads, runs an Office or heads a unit."""
    return is_leader(actor) or runs_an_office(actor) or heads_a_unit(actor)


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
    """A line for a flow: the paper, the deadline of the flow, and who gave it."""
    return Row(
        flow.document,
        unread=flow.read_at is None and flow.state == State.SENT,
        due=paper_due(flow.document, flow.due_at, now),
        note=_now("From: %(name)s") % {"name": flow.direction.author.full_name},
    )


def given_row(flow: Flow, now: dt.datetime) -> Row:
    """A line for a flow somebody else holds: with his name."""
    holder = flow.person.full_name if flow.person else flow.unit.name
    note = _now("With: %(name)s") % {"name": holder}
    return Row(flow.document, due=paper_due(flow.document, flow.due_at, now), note=note)


def ended_row(flow: Flow, now: dt.datetime) -> Row:
    """A line for a flow that is over."""
    return Row(flow.document, note=flow.reason[:120])


def taken_back_row(flow: Flow, now: dt.datetime) -> Row:
    """A line for work that was taken back: who did it and why. It leads to what is left of it."""
    who = flow.ended_by.full_name if flow.ended_by else ""
    note = _now("%(who)s took it back: %(reason)s") % {"who": who, "reason": flow.reason[:120]}
    if getattr(flow, "is_seen", False):
        return Row(flow.document, note=note)
    return Row(
        flow.document,
        is_outline=True,
        note=note,
        hidden=_now("No longer among the papers you see"),
        url=reverse("routing:taken_back", args=[flow.pk]),
    )


def proposal_row(proposal: Proposal, now: dt.datetime) -> Row:
    """A line for a proposal: the paper, the deadline proposed, and who is to lead."""
    parties = list(proposal.parties.all())
    leads = [_party_name(party) for party in parties if party.role == PartyRole.LEAD]
    note = _now("Proposed: %(name)s") % {"name": leads[0]} if leads else ""
    due = paper_due(proposal.document, proposal.due_at, now)
    return Row(proposal.document, due=due, note=note)


def returned_proposal_row(proposal: Proposal, now: dt.datetime) -> Row:
    """A line for a proposal a leader returned: who and why."""
    who = proposal.decided_by.full_name if proposal.decided_by else ""
    return Row(proposal.document, note=f"{who}: {proposal.return_reason[:120]}")


def _party_name(party: ProposalParty) -> str:
    return party.person.full_name if party.person else (party.unit.name if party.unit else "")


def with_parties(proposals: list[Proposal]) -> None:
    """Fetch the parties of a page of proposals at once."""
    prefetch_related_objects(proposals, "parties__unit", "parties__person")


def extension_row(extension: Extension, now: dt.datetime) -> Row:
    """A line for a later date that is asked: of whom, until when."""
    note = _now("%(name)s asks for %(day)s") % {
        "name": extension.asked_by.full_name,
        "day": formats.short_date(extension.wanted_at),
    }
    return Row(
        extension.flow.document,
        due=paper_due(extension.flow.document, extension.flow.due_at, now),
        note=note,
    )


def sent_back_row(row: SentBack, now: dt.datetime) -> Row:
    """A line for a paper the Office gave back to the clerk, with the reason."""
    return Row(row.document, note=row.reason[:120])


def clock_row(stop: ClockStop, now: dt.datetime) -> Row:
    """A line for a paper that stands still: why, or that it may go on."""
    reason = stop.reason[:120]
    note = reason if stop.document.is_missing_annex else _now("What was missing has come")
    return Row(stop.document, due=paper_due(stop.document, stop.stopped_at, now), note=note)


def withdrawn_row(document: Document, now: dt.datetime) -> Row:
    """A line for a copy that was taken back before it had a number here."""
    return Row(document, note=document.set_aside_reason[:120])


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
    more.setdefault("opened", handle.receive)
    if more["row"] is proposal_row:
        more["preload"] = with_parties
    if "due_sort" in more["order"]:
        source = _with_due(source)
    return PaperList(key=key, label=label, source=source, position=position, **more)


NEWEST_ENDED = ("-ended_at", "-pk")

LISTS = (
    _list("to-distribute", _("To distribute"), desk.to_distribute, 20,
          order=("-urgency", "created_at", "pk"), row=plain_row, offered=runs_an_office,
          icon="arrows-split-2", tone="hot", route="routing:queue",
          empty=_("Papers the clerks register come in here.")),
    _list("stranded", _("To direct anew"), desk.stranded, 25,
          order=("-urgency", "created_at", "pk"), row=plain_row, offered=runs_an_office,
          icon="arrow-back-up", tone="hot",
          empty=_("Work taken back, or asked for anew by a sending agency, comes in here.")),
    _list("returned-proposals", _("Proposals returned"), desk.returned_proposals, 27,
          order=("-document__urgency", "decided_at", "pk"), row=returned_proposal_row,
          offered=runs_an_office, icon="arrow-back-up", tone="hot",
          empty=_("Further proposals that a leader returned come in here with the reason.")),
    _list("sent-back", _("Back from the Office"), desk.sent_back, 13, order=("at", "pk"),
          row=sent_back_row, offered=is_clerk, icon="arrow-back-up", tone="hot",
          empty=_("Papers the Office gives back to look over come in here with the reason.")),
    _list("withdrawn", _("Taken back by the sender"), desk.withdrawn, 62,
          order=("-set_aside_at", "-pk"), row=withdrawn_row, offered=is_clerk, icon="ban",
          counted=False,
          empty=_("Papers another office took back before they had a number here.")),
    _list("to-present", _("To present"), desk.to_present, 30, row=proposal_row,
          offered=runs_an_office, icon="file-text", tone="hot",
          empty=_("Proposals that are not yet before a leader.")),
    _list("presented", _("Before the leaders"), desk.presented, 35, row=proposal_row,
          offered=runs_an_office, icon="message-question", counted=False,
          empty=_("Papers you put before leaders, until they direct.")),
    _list("clock-stopped", _("Clock stopped"), desk.clock_stopped, 37,
          order=("stopped_at", "pk"), row=clock_row, offered=runs_an_office,
          icon="clock", counted=False,
          empty=_("Incomplete papers whose deadlines you stopped, until what is missing comes.")),
    _list("awaiting-direction", _("Awaiting direction"), desk.awaiting_direction, 40,
          row=proposal_row, offered=is_leader, icon="message-question", tone="hot",
          tools="routing/_agree_bar.html",
          empty=_("Papers the Office puts before you come in here with a proposal.")),
    _list("to-confirm", _("To confirm"), desk.unconfirmed, 45, order=("-given_at", "-pk"),
          row=direction_row, offered=is_leader, icon="message-2", tone="hot",
          empty=_("Directions entered for you from paper or by phone.")),
    _list("unconfirmed", _("Not yet confirmed"), desk.unconfirmed_of_office, 46,
          order=("-given_at", "-pk"), row=direction_row, offered=runs_an_office,
          icon="message-2", counted=False,
          empty=_("Directions entered for leaders of the office that they have not confirmed.")),
    _list("extensions", _("Later deadlines asked"), desk.extensions_to_decide, 47,
          order=("asked_at", "pk"), row=extension_row, offered=gives_work, icon="clock",
          tone="hot", empty=_("Requests for a later deadline that you decide.")),
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
    _list("due-today", _("Due today"), desk.due_today, 73, row=given_row, offered=handles,
          icon="clock-exclamation", empty=_("Nothing more is due today.")),
    _list("overdue", _("Overdue"), desk.overdue, 75, row=given_row, offered=handles,
          icon="alert-triangle", tone="late", tools="routing/_urge_bar.html",
          empty=_("Nothing is late.")),
    _list("of-unit", _("All of the unit"), desk.of_my_units, 78, row=given_row,
          offered=lambda actor: heads_a_unit(actor) and not is_leader(actor), icon="users",
          counted=False,
          empty=_("Open work of the units you head, whoever has it.")),
    _list("followed", _("Passed on, followed"), desk.followed, 80, row=given_row,
          offered=gives_work,
          icon="send", counted=False, empty=_("Work you gave that is not finished.")),
    _list("returned", _("Returned"), desk.returned, 85,
          order=("-document__urgency", "-ended_at", "-pk"), row=ended_row,
          offered=gives_work,
          icon="arrow-back-up", tone="hot",
          empty=_("Work given back to you with a reason.")),
    _list("taken-back", _("Taken back from you"), desk.taken_back, 87, order=NEWEST_ENDED,
          row=taken_back_row, offered=handles, icon="ban", counted=False,
          empty=_("Work that was given to you and taken back again.")),
    _list("done", _("Handled"), desk.done, 95, order=NEWEST_ENDED, row=ended_row, offered=handles,
          icon="circle-check", counted=False, empty=_("What you and your unit have finished.")),
)  # fmt: skip
