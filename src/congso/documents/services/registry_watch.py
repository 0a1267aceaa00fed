# SPDX-License-Identifier: AGPL-3.0-or-later
"""The clock's part at the register: nobody there tomorrow, papers nobody has entered (flow 11)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef

from congso.audit import services as audit
from congso.audit.models import Entry
from congso.audit.queries import history_of
from congso.common import clock
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.documents.enums import State
from congso.documents.events import DocumentLeftUnregistered
from congso.documents.models import Document
from congso.organisation import queries_clerks
from congso.organisation.events import RegistryUnattended
from congso.organisation.models import RegistryOffice
from congso.organisation.queries import working_calendar
from congso.organisation.services import absences

# Decree 30/2020, Article 22: registered in the day; so long may it lie before the Office is told.
WAITS_MINUTES = 4 * 60
BATCH = 200


def warn_unattended(actor: Actor, *, now: dt.datetime | None = None) -> int:
    """Record once for a working day that an office will have no clerk on it, the day before.

    An office that never had a clerk is not meant. Returns how many. Raises Denied.
    """
    today = clock.day_of(now or clock.now())
    if not working_calendar().is_working_day(today):
        return 0
    day = working_calendar().add_working_days(today, 1)
    kept = {office for _clerk, office in queries_clerks.clerks(today)}
    there = queries_clerks.clerks_there(day)
    empty = {office for office in kept if not there.get(office)}
    missing = [
        office
        for office in RegistryOffice.objects.filter(pk__in=empty).order_by("pk")
        if not _said(office.pk, day)
    ]
    for office in missing:
        absences.note_unattended(actor, office=office, day=day)
    return len(missing)


@transaction.atomic
def note_unregistered(actor: Actor, *, now: dt.datetime | None = None) -> int:
    """Record once a received paper that nobody has registered for four working hours.

    Returns how many. Raises Denied.
    """
    if not actor.is_system:
        raise Denied("note_unregistered")
    now = now or clock.now()
    said = Entry.objects.filter(
        object_type="document", object_id=OuterRef("pk"), verb=DocumentLeftUnregistered.verb
    )
    waiting = Document.objects.filter(
        ~Exists(said),
        state=State.RECEIVED,
        created_at__lte=now - dt.timedelta(minutes=WAITS_MINUTES),
    ).order_by("created_at", "pk")
    calendar = working_calendar()
    late = [
        paper
        for paper in waiting.only("pk", "office_id", "created_at")[:BATCH]
        if calendar.working_minutes_between(paper.created_at, now) >= WAITS_MINUTES
    ]
    for paper in late:
        audit.record(actor, DocumentLeftUnregistered(paper.pk, paper.office_id))
    return len(late)


def _said(office_id: int, day: dt.date) -> bool:
    said = history_of("registry_office", office_id).filter(verb=RegistryUnattended.verb)
    return said.filter(canonical__contains=f'"day":"{day.isoformat()}"').exists()
