# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people are told when a paper moves: one table, event verb -> notes (B-10, B-14).

A notice names numbers and people, never a subject: what a paper is about is looked up by the
rights of whoever reads the list. Hearing an event twice tells nobody twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop as _noop

from congso.accounts.models import Person
from congso.audit.events import Heard
from congso.common import clock
from congso.documents.enums import Road, Urgency
from congso.documents.enums import State as PaperState
from congso.documents.models import Document
from congso.documents.queries_offices import heads_of_office
from congso.filestore.queries import removals_of
from congso.notifications import queries
from congso.notifications import services as notifications
from congso.notifications.enums import Tone
from congso.routing import duty
from congso.routing.enums import OPEN, ExtensionState, Role, State, Way
from congso.routing.models import (
    Attendance,
    ClockStop,
    Direction,
    Extension,
    Flow,
    Proposal,
    SentBack,
    Urge,
)
from congso.routing.queries import concerned
from congso.routing.queries.lapsed import newly_lapsed

if TYPE_CHECKING:
    from congso.filestore.models import Removal


@dataclass(frozen=True)
class Note:
    """One sentence for some people about one paper. `tag` sets notes of one event apart."""

    document: Document
    people: Iterable[int]
    msgid: str
    values: dict[str, Any] = field(default_factory=dict)
    tone: str = Tone.PLAIN
    tag: str = ""
    # The list or form it leads to, when it is not the paper's page.
    url: str = ""


Notes = Iterator[Note]
Maker = Callable[[Heard], Notes]

AWAITS_YOU = _noop("Number %(number)s awaits your direction")
AWAITS_FOR = _noop("Number %(number)s awaits the direction of %(leader)s, for whom you act")
RETURNED_TO_OFFICE = _noop("%(who)s returned the proposal on number %(number)s: %(reason)s")
LAPSED = _noop("The deadline proposed for number %(number)s has passed before %(leader)s directed")
SENT_BACK = _noop("%(who)s gave number %(number)s back to the clerk: %(reason)s")
SENT = {
    Role.LEAD: _noop("%(who)s passed on number %(number)s: %(to)s leads"),
    Role.COOPERATE: _noop("%(who)s passed on number %(number)s: %(to)s supports"),
    Role.KNOW: _noop("%(who)s passed on number %(number)s for information"),
}
FOLLOW = _noop("%(who)s named you to follow number %(number)s")
CONFIRM = _noop("A direction of yours on number %(number)s was entered by %(who)s: please confirm")
RETURNED = _noop("%(who)s returned number %(number)s: %(reason)s")
HANDED_ON = _noop("Number %(number)s was handed to another recipient")
TAKEN_BACK = _noop("Number %(number)s was taken back: %(reason)s")
REOPENED = _noop("Number %(number)s was reopened")
REOPENED_THERE = _noop("%(who)s reopened number %(number)s, to direct anew")
ASKED_AGAIN = _noop("%(who)s gives more work on number %(number)s, to direct anew")
CLOSED = _noop("%(who)s closed the work on number %(number)s")
OPINION = _noop("%(who)s gave an opinion on number %(number)s")
ASKED = _noop("%(who)s asks for a later deadline on number %(number)s")
GRANTED = _noop("The later deadline on number %(number)s is granted")
REFUSED = _noop("The later deadline on number %(number)s is refused: %(reason)s")
CLOCK_STOPPED = _noop("%(who)s stopped the clock of number %(number)s: %(reason)s")
CLOCK_STARTED = _noop("The deadlines of number %(number)s run again: %(reason)s")
MISSING_CAME = _noop("What was missing of number %(number)s has come: start the clock again")
URGED = _noop("%(who)s urges number %(number)s")
URGED_WITH = _noop("%(who)s urges number %(number)s: %(text)s")
DUE_SOON = _noop("Number %(number)s is due soon")
OVERDUE = _noop("Number %(number)s is overdue")
OVERDUE_OF = _noop("Number %(number)s is overdue with %(to)s")
EXPRESS = _noop("Express, not accepted yet: number %(number)s with %(to)s")
ARRIVED = _noop("%(who)s sent a paper that waits to be registered")
HANDED_IN = _noop("%(who)s handed in a paper that waits to be registered")
HAS_NUMBER = _noop("The paper you handed in is registered: number %(number)s")
EXPRESS_CAME = _noop("Express, just registered: number %(number)s")
WITHDRAWN = _noop("%(who)s took back a paper that waited to be registered: %(reason)s")
UNREGISTERED = _noop("Not registered for over four working hours: a paper of %(who)s")
UNREGISTERED_THERE = _noop("%(who)s has not registered number %(number)s for four working hours")
REMOVAL_ASKED = _noop("%(who)s asks for the emergency removal of files of number %(number)s")
REMOVAL_WITHDRAWN = _noop("%(who)s took back the request for the removal of number %(number)s")
REMOVAL_DONE = _noop("%(who)s confirmed the emergency removal of files of number %(number)s")
ATTEND = _noop("You are named for the meeting of number %(number)s")
NOT_ATTEND = _noop("You no longer go to the meeting of number %(number)s")


def tell(heard: Heard) -> None:
    """Tell those whom the event concerns. Repeats do nothing: the entry is the key."""
    maker = MAKERS.get(heard.verb)
    if maker is None:
        return
    with transaction.atomic():
        for note in maker(heard):
            _tell(heard, note)


def _tell(heard: Heard, note: Note) -> None:
    _write(note, f"{heard.entry_id}{note.tag}")


def _write(note: Note, key: str) -> None:
    paper = note.document
    people = concerned.allowed(paper, note.people)
    if not people:
        return
    values = {"number": paper.number_text, "paper": str(paper.uuid), **note.values}
    notifications.tell(
        people,
        notifications.Telling(
            msgid=note.msgid,
            url=note.url or reverse("documents:detail", args=[paper.uuid]),
            parameters=values,
            tone=note.tone,
            key=key,
        ),
    )


def _tone(paper: Document) -> str:
    if paper.urgency >= Urgency.EXPRESS:
        return Tone.ALARM
    return Tone.WARNING if paper.urgency > Urgency.NORMAL else Tone.PLAIN


def _in_list(paper: Document, key: str) -> str:
    return f"{reverse('documents:detail', args=[paper.uuid])}?list={key}"


# --- proposals


def presented(heard: Heard) -> Notes:
    proposal = Proposal.objects.select_related("document", "leader").get(pk=heard.object_id)
    paper, leader = proposal.document, proposal.leader
    if leader is None:
        return
    where = _in_list(paper, "awaiting-direction")
    yield Note(paper, {leader.pk}, AWAITS_YOU, tone=_tone(paper), url=where)
    others = concerned.with_stand_ins([leader.pk], "may_direct") - {leader.pk}
    values = {"leader": leader.full_name}
    yield Note(paper, others, AWAITS_FOR, values, tone=_tone(paper), tag="for", url=where)


def tell_lapsed(now: dt.datetime) -> int:
    """Tell the Office once of each proposal whose deadline passed before its leader decided.

    Returns how many were told of.
    """
    count = 0
    for proposal in newly_lapsed(now):
        key = f"proposal:{proposal.pk}:lapsed"
        if proposal.leader is None or queries.is_told(key):
            continue
        count += 1
        paper = proposal.document
        values = {"leader": proposal.leader.full_name}
        people = concerned.office_of(proposal.office_id)
        with transaction.atomic():
            _write(
                Note(paper, people, LAPSED, values, Tone.WARNING, url=_in_list(paper, "presented")),
                key,
            )
    return count


def returned_to_office(heard: Heard) -> Notes:
    proposal = Proposal.objects.select_related("document", "decided_by").get(pk=heard.object_id)
    who = proposal.decided_by.full_name if proposal.decided_by else ""
    values = {"who": who, "reason": proposal.return_reason}
    people = concerned.office_of(proposal.office_id) | ({proposal.author_id or 0} - {0})
    yield Note(proposal.document, people, RETURNED_TO_OFFICE, values, tone=Tone.WARNING)


def sent_back(heard: Heard) -> Notes:
    row = SentBack.objects.select_related("document", "author").get(pk=heard.object_id)
    values = {"who": row.author.full_name, "reason": row.reason}
    people = concerned.clerks_of(row.office_id)
    yield Note(row.document, people, SENT_BACK, values, tone=Tone.WARNING)


# --- directions and flows


def directed(heard: Heard) -> Notes:
    """Recipients by role, who follows; the leader himself when it was entered for him."""
    related = ("document", "author", "watcher", "entered_by")
    direction = Direction.objects.select_related(*related).get(pk=heard.object_id)
    paper, who = direction.document, {"who": direction.author.full_name}
    # What was handed on since is told by that act.
    first = direction.flows.filter(forwarded_from__isnull=True)
    flows = list(first.select_related("unit", "person").order_by("pk"))
    told = {direction.author_id, direction.entered_by_id or 0}
    for role, msgid in SENT.items():
        mine = [flow for flow in flows if flow.role == role]
        people = concerned.holders(mine) - told
        told |= people
        names = ", ".join(_holder_name(flow) for flow in mine if flow.copy_id is None)
        yield Note(paper, people, msgid, {**who, "to": names}, tone=_tone(paper), tag=f"{role}")
    if direction.watcher_id and direction.watcher_id not in told:
        yield Note(paper, {direction.watcher_id}, FOLLOW, who, tag="follow")
    if direction.way in (Way.HANDWRITTEN, Way.SPOKEN) and direction.entered_by:
        values = {"who": direction.entered_by.full_name}
        where = _in_list(paper, "to-confirm")
        yield Note(paper, {direction.author_id}, CONFIRM, values, tag="confirm", url=where)


def forwarded(heard: Heard) -> Notes:
    former = _flow(heard.object_id)
    yield Note(former.document, _reach(former), HANDED_ON, tag="former")
    fresh = _flow(int(heard.payload["to_flow_id"]))
    values = {"who": fresh.giver.full_name, "to": _holder_name(fresh)}
    people = concerned.holders([fresh])
    yield Note(fresh.document, people, SENT[Role(fresh.role)], values, tone=_tone(fresh.document))


def returned(heard: Heard) -> Notes:
    """To who gave it; of the first level also to the Office, on whose list it now is."""
    flow = _flow(heard.object_id)
    people = concerned.giver_of(flow)
    if flow.parent_id is None:
        people |= concerned.office_of(flow.office_id)
    who = flow.unit.name if flow.leaves_the_office or not flow.person else flow.person.full_name
    values = {"who": who, "reason": flow.reason}
    where = _in_list(flow.document, "returned")
    yield Note(flow.document, people, RETURNED, values, tone=Tone.WARNING, url=where)


def taken_back(heard: Heard) -> Notes:
    flow = _flow(heard.object_id)
    where = reverse("documents:list", args=["taken-back"])
    yield Note(flow.document, _reach(flow), TAKEN_BACK, {"reason": flow.reason}, url=where)


def reopened(heard: Heard) -> Notes:
    flow = _flow(heard.object_id)
    yield Note(flow.document, concerned.holders([flow]), REOPENED)
    if flow.copy is not None:
        yield _to_office_there(flow, flow.copy, REOPENED_THERE)


def asked_again(heard: Heard) -> Notes:
    """To the Office of the agency whose paper was distributed already."""
    flow = _flow(heard.object_id)
    if flow.copy is not None:
        yield _to_office_there(flow, flow.copy, ASKED_AGAIN)


def _to_office_there(flow: Flow, copy: Document, msgid: str) -> Note:
    who = {"who": flow.office.unit.name}
    people = concerned.office_of(copy.office_id)
    where = _in_list(copy, "stranded")
    return Note(copy, people, msgid, who, Tone.WARNING, tag="there", url=where)


def closed(heard: Heard) -> Notes:
    """Only when the giver closes it; what closes with its lead says nothing."""
    flow = _flow(heard.object_id)
    if heard.payload.get("finish_kind") == "closed" and flow.state == State.DONE:
        values = {"who": flow.ended_by.full_name if flow.ended_by else ""}
        yield Note(flow.document, concerned.holders([flow]), CLOSED, values)


def opinion(heard: Heard) -> Notes:
    """To the lead for whom it is."""
    flow = _flow(heard.object_id)
    leads = Flow.objects.filter(direction=flow.direction_id, role=Role.LEAD)
    if flow.role == Role.LEAD:  # a person whom the head of a supporting room gave it to
        leads = Flow.objects.filter(pk__in=[flow.parent_id])
    people = concerned.holders(list(leads.exclude(pk=flow.pk)))
    yield Note(flow.document, people, OPINION, {"who": _holder_name(flow)})


def urged(heard: Heard) -> Notes:
    """To the holder, and to those in the unit to whom it was given on."""
    flow = _flow(heard.object_id)
    urge = Urge.objects.select_related("author").get(pk=int(heard.payload["urge_id"]))
    below = Flow.objects.filter(parent=flow, state__in=("sent", "accepted", "in_progress"))
    people = concerned.holders([flow, *below]) - {urge.author_id}
    values = {"who": urge.author.full_name, "text": urge.text}
    msgid = URGED_WITH if urge.text else URGED
    yield Note(flow.document, people, msgid, values, tone=Tone.WARNING)


# --- the clock


def due_soon(heard: Heard) -> Notes:
    flow = _flow(heard.object_id)
    yield Note(flow.document, concerned.holders([flow]), DUE_SOON, tone=Tone.WARNING)


def overdue(heard: Heard) -> Notes:
    """The holder; the head of his unit; who gave it."""
    flow = _flow(heard.object_id)
    people = concerned.holders([flow])
    yield Note(flow.document, people, OVERDUE, tone=Tone.WARNING)
    heads = concerned.heads_of([flow.unit_id]) if flow.person_id else set()
    above = (heads | {flow.giver_id}) - people
    values = {"to": _holder_name(flow)}
    yield Note(flow.document, above, OVERDUE_OF, values, tone=Tone.WARNING, tag="above")


def express(heard: Heard) -> Notes:
    """Holder, head, the leader on duty and the Office."""
    flow = _flow(heard.object_id)
    people = concerned.holders([flow]) | concerned.heads_of([flow.unit_id])
    people |= concerned.on_duty(flow.office_id) | concerned.office_of(flow.office_id)
    yield Note(flow.document, people, EXPRESS, {"to": _holder_name(flow)}, tone=Tone.ALARM)


def clock_stopped(heard: Heard) -> Notes:
    """To those who have the work: their deadline does not run."""
    stop = _clock_stop(heard)
    values = {"who": stop.stopped_by.full_name, "reason": stop.reason}
    yield Note(stop.document, _at_work(stop.document), CLOCK_STOPPED, values)


def clock_started(heard: Heard) -> Notes:
    """To those who have the work: their new deadline stands on the paper."""
    stop = _clock_stop(heard)
    values = {"reason": stop.start_reason}
    people = _at_work(stop.document)
    yield Note(stop.document, people, CLOCK_STARTED, values, tone=Tone.WARNING)


def missing_came(heard: Heard) -> Notes:
    """To the Office, which stopped the clock and has to start it again."""
    paper = Document.objects.get(pk=heard.object_id)
    if paper.clock_stopped_at is not None and not paper.is_missing_annex:
        people = concerned.office_of(paper.office_id)
        yield Note(paper, people, MISSING_CAME, tone=Tone.WARNING)


def _clock_stop(heard: Heard) -> ClockStop:
    return ClockStop.objects.select_related("document", "stopped_by").get(pk=heard.object_id)


def _at_work(paper: Document) -> set[int]:
    flows = Flow.objects.filter(document=paper, state__in=OPEN).exclude(role=Role.KNOW)
    return concerned.holders(list(flows))


# --- extensions


def asked(heard: Heard) -> Notes:
    extension = _extension(heard)
    people = concerned.giver_of(extension.flow)
    yield Note(extension.flow.document, people, ASKED, {"who": extension.asked_by.full_name})


def decided(heard: Heard) -> Notes:
    extension = _extension(heard)
    people = concerned.holders([extension.flow]) | {extension.asked_by_id}
    granted = extension.state == ExtensionState.GRANTED
    values = {} if granted else {"reason": extension.decision_note}
    yield Note(extension.flow.document, people, GRANTED if granted else REFUSED, values)


# --- papers between offices


def arrived(heard: Heard) -> Notes:
    """A paper of the house has come into "to register": of another office, or handed in."""
    related = ("source__office__unit", "hand_in__person")
    paper = Document.objects.select_related(*related).get(pk=heard.object_id)
    if (handed := getattr(paper, "hand_in", None)) is not None:
        inbox = reverse("documents:list", args=["to-register"])
        people = concerned.clerks_of(paper.office_id)
        by = {"who": handed.person.full_name}
        yield Note(paper, people, HANDED_IN, by, tone=_tone(paper), url=inbox)
    if paper.road != Road.INTERNAL:
        return
    who = paper.source.office.unit.name if paper.source else paper.issuer_name
    inbox = reverse("documents:list", args=["to-register"])
    people = concerned.clerks_of(paper.office_id)
    yield Note(paper, people, ARRIVED, {"who": who}, tone=_tone(paper), url=inbox)


def numbered(heard: Heard) -> Notes:
    """Who handed the paper in has its number; an express one alarms the Office and the duty."""
    related = ("hand_in__person", "book")
    paper = Document.objects.select_related(*related).get(pk=heard.object_id)
    if (handed := getattr(paper, "hand_in", None)) is not None:
        where = reverse("documents:hand-in")
        yield Note(paper, {handed.person_id}, HAS_NUMBER, tag="handed", url=where)
    if paper.urgency < Urgency.EXPRESS or (paper.book and paper.book.is_imported):
        return
    office = concerned.office_of(paper.office_id)
    where = reverse("routing:distribute", args=[paper.uuid])
    yield Note(paper, office, EXPRESS_CAME, tone=Tone.ALARM, tag="office", url=where)
    if duty.came_in_duty_hours(paper):
        people = set(duty.leaders_of(paper)) - office
        yield Note(paper, people, EXPRESS_CAME, tone=Tone.ALARM, tag="duty")


def withdrawn(heard: Heard) -> Notes:
    paper = Document.objects.select_related("source__office__unit").get(pk=heard.object_id)
    who = paper.source.office.unit.name if paper.source else paper.issuer_name
    values = {"who": who, "reason": paper.set_aside_reason}
    where = reverse("documents:list", args=["withdrawn"])
    yield Note(paper, concerned.clerks_of(paper.office_id), WITHDRAWN, values, url=where)


def left_unregistered(heard: Heard) -> Notes:
    """To who runs the office; of a paper from another office of the house, to that one too."""
    related = ("source__office__unit", "office__unit")
    paper = Document.objects.select_related(*related).get(pk=heard.object_id)
    if paper.state != PaperState.RECEIVED:
        return
    people = concerned.office_of(paper.office_id)
    yield Note(paper, people, UNREGISTERED, {"who": paper.issuer_name}, tone=Tone.ALARM)
    if paper.source is not None:
        senders = concerned.office_of(paper.source.office_id) - people
        values = {"who": paper.office.unit.name}
        yield Note(paper.source, senders, UNREGISTERED_THERE, values, Tone.ALARM, tag="source")


# --- a secret paper that slipped in


def removal_asked(heard: Heard) -> Notes:
    """To those who may confirm it, without the one who asked."""
    paper, asked = _removals(heard)
    who = asked[0].requested_by_id if asked else 0
    values = _removal_values(paper, who)
    where = _in_list(paper, "secret-removals")
    yield Note(paper, _confirmers(paper) - {who}, REMOVAL_ASKED, values, Tone.ALARM, url=where)


def removal_withdrawn(heard: Heard) -> Notes:
    paper, asked = _removals(heard)
    who = asked[0].requested_by_id if asked else 0
    yield Note(paper, _confirmers(paper) - {who}, REMOVAL_WITHDRAWN, _removal_values(paper, who))


def removal_done(heard: Heard) -> Notes:
    """To who asked, the clerks, the heads and whoever was to handle the paper: the files are gone.

    Without the person who has just confirmed it.
    """
    paper, asked = _removals(heard)
    done = [removal for removal in asked if removal.confirmed_by_id]
    who = done[0].confirmed_by_id or 0 if done else 0
    flows = list(Flow.objects.filter(document=paper, state__in=OPEN))
    people = _confirmers(paper) | concerned.clerks_of(paper.office_id) | concerned.holders(flows)
    people |= {removal.requested_by_id for removal in done}
    yield Note(paper, people - {who}, REMOVAL_DONE, _removal_values(paper, who), Tone.WARNING)


def _removals(heard: Heard) -> tuple[Document, list[Removal]]:
    """The paper, and what was ever asked for its files, the latest first."""
    paper = Document.objects.get(pk=heard.object_id)
    return paper, removals_of(list(paper.files.values_list("sha256", flat=True)))


def _removal_values(paper: Document, person_id: int) -> dict[str, Any]:
    name = Person.objects.filter(pk=person_id).values_list("full_name", flat=True).first()
    return {"who": name or "", "number": paper.number_text or "–"}


def _confirmers(paper: Document) -> set[int]:
    heads = heads_of_office(paper.office_id, clock.today())
    return concerned.office_of(paper.office_id) | concerned.with_stand_ins(heads, "may_direct")


# --- meetings


def attends(heard: Heard) -> Notes:
    row = Attendance.objects.select_related("document").get(pk=heard.object_id)
    if row.person_id != row.assigned_by_id:
        yield Note(row.document, {row.person_id}, ATTEND, tone=Tone.WARNING)


def attends_not(heard: Heard) -> Notes:
    row = Attendance.objects.select_related("document").get(pk=heard.object_id)
    if row.person_id != row.cancelled_by_id:
        yield Note(row.document, {row.person_id}, NOT_ATTEND, tone=Tone.WARNING, url=LIST)


LIST = "/documents/"  # for whom the paper itself may be out of sight again


def _flow(flow_id: int) -> Flow:
    related = ("document", "copy", "office__unit", "unit", "person", "giver", "ended_by")
    return Flow.objects.select_related(*related).get(pk=flow_id)


def _reach(flow: Flow) -> set[int]:
    """The holder, without whoever ended it."""
    return concerned.holders([flow]) - {flow.ended_by_id or 0}


def _extension(heard: Heard) -> Extension:
    related = ("flow__document", "flow__unit", "flow__person", "asked_by")
    return Extension.objects.select_related(*related).get(pk=heard.object_id)


def _holder_name(flow: Flow) -> str:
    return flow.person.full_name if flow.person else flow.unit.name


MAKERS: dict[str, Maker] = {
    "proposal.present": presented,
    "proposal.return_to_office": returned_to_office,
    "sent_back.send_back": sent_back,
    "clock_stop.stop_clock": clock_stopped,
    "clock_stop.start_clock": clock_started,
    "document.annex_added": missing_came,
    "direction.given": directed,
    "flow.forward": forwarded,
    "flow.return_flow": returned,
    "flow.take_back": taken_back,
    "flow.reopen": reopened,
    "flow.asked_again": asked_again,
    "flow.close": closed,
    "flow.give_opinion": opinion,
    "flow.urged": urged,
    "flow.due_soon": due_soon,
    "flow.overdue": overdue,
    "flow.express_unaccepted": express,
    "extension.asked": asked,
    "extension.granted": decided,
    "extension.refused": decided,
    "document.received": arrived,
    "document.registered": numbered,
    "document.withdrawn": withdrawn,
    "document.left_unregistered": left_unregistered,
    "document.secret_removal_asked": removal_asked,
    "document.secret_removal_withdrawn": removal_withdrawn,
    "document.secret_removal_done": removal_done,
    "attendance.assigned": attends,
    "attendance.cancelled": attends_not,
}
