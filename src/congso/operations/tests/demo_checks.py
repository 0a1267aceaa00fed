# SPDX-License-Identifier: AGPL-3.0-or-later
"""Loading the demo story in tests, and what must hold on whatever day it is told."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models import F, Q

from congso.access.enums import ObjectKind
from congso.access.services import differences
from congso.accounts.models import Person
from congso.audit.models import Entry
from congso.common import clock
from congso.common.actor import Actor
from congso.documents import search
from congso.documents.models import Arrival, Document
from congso.operations.demo import load_all
from congso.operations.demo.load_papers import story_day_at
from congso.operations.demo.plan import Plan, plan
from congso.organisation.queries import forget_calendar
from congso.routing.models import Attendance, Direction, Flow, Urge


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.VIETNAM)


def load_at(now: datetime) -> Plan:
    forget_calendar()
    with clock.told(now):
        load_all.load(Actor(person_id=None, via="cli"))
    with connection.cursor() as cursor:
        # Nothing is committed here, so autovacuum sees none of it and what it knew of the tables
        # is of other tests' few rows.
        cursor.execute("ANALYZE")
    return plan(story_day_at(now))


def actor(login: str) -> Actor:
    return Actor(person_id=Person.objects.get(login=login).pk)


def hits(who: Actor, text: str) -> set[str]:
    """The symbols of the papers a search finds."""
    found = search.search(who, text)
    return {listed.document.symbol for listed in (*found.exact, *found.rows)}


def paper(symbol: str, office: str = "SNN") -> Document:
    return Document.objects.get(symbol=symbol, office__unit__code=office, joined_into=None)


def assert_whole(now: datetime) -> None:
    """Numbers without gap from the opening number, rising with time; nothing after `now`."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT b.id FROM documents_book b LEFT JOIN documents_document d ON d.book_id = b.id
             WHERE NOT b.is_imported GROUP BY b.id
            HAVING count(d.id) <> b.last_number - b.opening_number + 1
                OR min(d.number) <> b.opening_number OR max(d.number) <> b.last_number
        """)
        assert cursor.fetchall() == []
        cursor.execute("""
            SELECT number FROM (
                SELECT number, registered_at,
                       lag(registered_at) OVER (PARTITION BY book_id ORDER BY number) AS before
                  FROM documents_document WHERE number IS NOT NULL) AS line
             WHERE registered_at < before
        """)
        assert cursor.fetchall() == []
        cursor.execute("""
            SELECT id FROM (SELECT id, at, lag(at) OVER (ORDER BY id) AS before
                              FROM audit_entry) AS entry WHERE at < before
        """)
        assert cursor.fetchall() == []
    assert not Entry.objects.filter(at__gt=now).exists()
    assert not Document.objects.filter(
        Q(created_at__gt=now) | Q(registered_at__gt=now) | Q(arrived_at__gt=now)
    ).exists()
    assert not Document.objects.filter(registered_at__lt=F("arrived_at")).exists()
    for model, fields in (
        (Flow, ("sent_at", "received_at", "read_at", "accepted_at", "assigned_at", "ended_at")),
        (Direction, ("given_at", "confirmed_at")),
        (Attendance, ("assigned_at",)),
        (Urge, ("at",)),
        (Arrival, ("joined_at",)),
    ):
        for name in fields:
            assert not model.objects.filter(**{f"{name}__gt": now}).exists(), (model, name)


def assert_sight_agrees() -> None:
    ids = list(Document.objects.values_list("pk", flat=True))
    assert differences(ObjectKind.DOCUMENT, ids) == []
