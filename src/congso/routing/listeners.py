# SPDX-License-Identifier: AGPL-3.0-or-later
"""What routing does when a paper or a duty turn changes. Safe to hear twice."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, override

from congso.audit.events import Heard
from congso.common import clock
from congso.common.actor import Actor
from congso.documents import visibility
from congso.documents.enums import State as PaperState
from congso.documents.enums import Urgency
from congso.documents.models import Arrival, Document
from congso.documents.queries_offices import heads_of_office
from congso.notifications import services as notifications
from congso.notifications.enums import Tone
from congso.organisation import queries_clerks
from congso.organisation.models import DutyTurn, RegistryOffice
from congso.routing.models import Flow
from congso.routing.queries import concerned
from congso.routing.services import arrival

_ACTOR = "routing"
WITH_A_NUMBER = (PaperState.REGISTERED, PaperState.DISTRIBUTED, PaperState.FINISHED)
NO_CLERK = gettext_noop(
    "%(unit)s: nobody is there to register papers on %(day)s. Name a substitute today."
)


def paper_registered(heard: Heard) -> None:
    """`document.registered`: a copy tells its parent; whoever has the duty sees an urgent one."""
    arrival.copy_registered(Actor.system(_ACTOR), copy_id=heard.object_id)
    _show_to_duty(heard)


def paper_received(heard: Heard) -> None:
    """`document.received`, `document.corrected`: who has the duty sees an urgent paper."""
    _show_to_duty(heard)


def paper_joined(heard: Heard) -> None:
    """`document.joined_into`: the copy is another paper of that office now."""
    into_id = int(heard.payload["into_id"])
    joined = Arrival.objects.filter(document=into_id).order_by("-pk").first()
    arrival.copy_joined(
        Actor.system(_ACTOR),
        copy_id=heard.object_id,
        into_id=into_id,
        joined_at=joined.joined_at if joined else None,
    )


def work_sent(heard: Heard) -> None:
    """`flow.send`: work for an office that has the paper in its book already reaches it at once."""
    flow = Flow.objects.select_related("copy").get(pk=heard.object_id)
    if flow.copy is not None and flow.copy.state in WITH_A_NUMBER:
        arrival.copy_registered(Actor.system(_ACTOR), copy_id=flow.copy.pk)


def paper_finished(heard: Heard) -> None:
    """`document.finished`: a copy tells its parent."""
    arrival.copy_finished(Actor.system(_ACTOR), copy_id=heard.object_id)


def paper_returned(heard: Heard) -> None:
    """`document.returned_to_sender`, `document.voided`: a copy tells its parent the reason."""
    reason = _reason_of(heard.object_id)
    arrival.copy_returned(Actor.system(_ACTOR), copy_id=heard.object_id, reason=reason)
    arrival.paper_set_aside(Actor.system(_ACTOR), document_id=heard.object_id)


def wake_holder(heard: Heard) -> None:
    """`flow.read`: whoever holds the flow has another count now, on all his pages."""
    flow = Flow.objects.select_related("unit").get(pk=heard.object_id)
    with transaction.atomic():
        notifications.wake(people=concerned.holders([flow]))


def duty_changed(heard: Heard) -> None:
    """`duty_turn.assigned`: urgent papers of those days are shown to who has the duty now."""
    turn = DutyTurn.objects.filter(pk=heard.object_id).first()
    if turn is None:
        return
    papers = Document.objects.filter(
        office=turn.registry_office_id,
        urgency__gte=Urgency.URGENT,
        arrived_on__gte=turn.first_day,
        arrived_on__lte=turn.last_day,
    )
    visibility.refresh(list(papers.values_list("pk", flat=True)))


def registry_unattended(heard: Heard) -> None:
    """`registry_office.unattended`: its head and its Office learn the day before, while they can
    still name somebody."""
    office = RegistryOffice.objects.select_related("unit").get(pk=heard.object_id)
    day = dt.date.fromisoformat(str(heard.payload["day"]))
    away = [clerk for clerk, of in queries_clerks.clerks(day) if of == office.pk]
    page = reverse("administration:stand-ins")
    telling = notifications.Telling(
        NO_CLERK,
        f"{page}?absent={away[0]}" if away else page,
        {"unit": office.unit.name, "day": f"{day:%d/%m/%Y}"},
        tone=Tone.ALARM,
        key=f"entry:{heard.entry_id}",
    )
    people = concerned.office_of(office.pk) | set(heads_of_office(office.pk, clock.today()))
    with transaction.atomic():
        notifications.tell(people, telling)


def _show_to_duty(heard: Heard) -> None:
    paper = Document.objects.only("office_id", "arrived_on").get(pk=heard.object_id)
    day = paper.arrived_on
    turns = DutyTurn.objects.filter(
        registry_office=paper.office_id, first_day__lte=day, last_day__gte=day
    )
    if turns.exists():
        visibility.refresh([paper.pk])


def _reason_of(document_id: int) -> str:
    document = Document.objects.filter(pk=document_id).first()
    with override("vi"):
        return (document and document.set_aside_reason) or gettext("Returned by the unit")
