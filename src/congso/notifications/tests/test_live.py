# SPDX-License-Identifier: AGPL-3.0-or-later
"""Streams: counters by the rights of the moment, woken by name, over with the session."""

from __future__ import annotations

import asyncio
import os

import pytest
from asgiref.sync import sync_to_async
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from congso.accounts.models import Person
from congso.common.actor import Actor
from congso.notifications import live, queries, services
from congso.notifications.hub import Hub, Listener
from congso.notifications.models import Notice
from congso.notifications.services import Telling
from congso.organisation.tests.factories import Agency, make_agency

TOLD = Telling("Number %(number)s is due soon", "/", {"number": "8341"}, key="1")


def test_listeners_are_woken_by_name_and_told_to_check() -> None:
    hub = Hub()
    mine, other = Listener(1, frozenset({10})), Listener(2, frozenset({20}))
    hub.listeners = {mine, other}
    hub._pass_on({"principals": [10]})
    assert mine.woken.is_set()
    assert not other.woken.is_set()
    hub._pass_on({"check": True, "people": [2]})
    assert other.must_check
    assert not mine.must_check


@pytest.mark.django_db
def test_the_same_key_tells_once() -> None:
    agency = make_agency()
    people = [agency.people[login].pk for login in ("tuntc", "dungctm")]
    for _turn in range(2):
        services.tell(people, TOLD)
    assert Notice.objects.count() == 2
    actor = agency.actor("tuntc")
    assert queries.unread(actor) == 1
    assert services.mark_read(actor) == 1
    assert queries.unread(agency.actor("tuntc")) == 0
    assert queries.unread(agency.actor("dungctm")) == 1


@pytest.mark.django_db
def test_counts_hold_the_bell() -> None:
    agency = make_agency()
    services.tell([agency.people["tuntc"].pk], TOLD)
    client = Client()
    client.force_login(agency.people["tuntc"])
    found = client.get("/events/counts/").json()["counts"]
    assert found["notices"] == 1
    assert "in-to-do" in found
    assert client.post("/notices/read/").status_code == 302
    assert client.get("/events/counts/").json()["counts"]["notices"] == 0


def signed_in(person: Person) -> str:
    client = Client()
    client.force_login(person)
    return client.session.session_key or ""


async def _first_then(visitor: live.Visitor, change: object) -> tuple[bytes, list[bytes], float]:
    stream = live.stream(visitor)
    first = await anext(stream)
    await asyncio.sleep(0.4)  # until the connection listens
    began = asyncio.get_running_loop().time()
    await sync_to_async(change)()  # type: ignore[arg-type]
    rest = [message async for message in stream]
    return first, rest, asyncio.get_running_loop().time() - began


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["sign out", "lock"])
def test_a_stream_ends_within_a_second_of_sign_out_or_lock(how: str) -> None:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    agency: Agency = make_agency()
    person = agency.people["tuntc"]
    key = signed_in(person)
    visitor = live.Visitor(Actor(person_id=person.pk, via="http"), key)

    def change() -> None:
        if how == "lock":
            Person.objects.filter(pk=person.pk).update(is_active=False)
        else:
            SessionStore(key).flush()
        services.check_streams(person.pk)

    first, rest, seconds = asyncio.run(_first_then(visitor, change))
    assert first.startswith(b"event: counts")
    assert rest == []
    assert seconds < 1.0


@pytest.mark.django_db(transaction=True)
def test_what_is_told_while_the_counters_are_looked_up_is_not_lost() -> None:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    agency: Agency = make_agency()
    person = agency.people["tuntc"]
    visitor = live.Visitor(Actor(person_id=person.pk, via="http"), signed_in(person))

    async def run() -> bytes:
        stream = live.stream(visitor)
        await anext(stream)
        await asyncio.sleep(0.4)
        await sync_to_async(services.tell)([person.pk], TOLD)
        message = await asyncio.wait_for(anext(stream), 5)
        await stream.aclose()
        return message

    assert b'"notices": 1' in asyncio.run(run())
