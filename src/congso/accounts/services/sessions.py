# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sessions of a person: what is recorded when one begins, and ending them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction

from congso.accounts.events import SessionRevoked, SignedIn
from congso.accounts.models import Person
from congso.accounts.policies import TABLE
from congso.audit import services as audit
from congso.common.actor import Actor

MOST = 5


class NoSuchSession(Exception):
    """The session is not one of this person's, or has ended already."""


@transaction.atomic
def record_sign_in(actor: Actor, *, person: Person, agent: str = "", how: str = "") -> None:
    """Write into the trail that `person` has signed in; called once a session is his."""
    audit.record(
        actor, SignedIn(person.pk), personal={"ip": actor.ip, "agent": agent[:200], "how": how}
    )


@transaction.atomic
def end_session(actor: Actor, *, person: Person, session_id: int) -> None:
    """End one session; its next request is a stranger's. Raises Denied, NoSuchSession."""
    TABLE.require(actor, "end_sessions", person)
    session = UserSession.objects.filter(user_id=person.pk, pk=session_id).first()
    if session is None:
        raise NoSuchSession(session_id)
    session.end()
    audit.record(actor, SessionRevoked(person.pk))


@transaction.atomic
def end_other_sessions(actor: Actor, *, person: Person, keep: str = "") -> int:
    """End all sessions but the one with the key `keep`; returns how many. Raises Denied."""
    TABLE.require(actor, "end_sessions", person)
    count = drop_sessions(person.pk, keep=keep)
    if count:
        audit.record(actor, SessionRevoked(person.pk, count))
    return count


@transaction.atomic
def end_oldest_sessions(actor: Actor, *, person: Person) -> int:
    """Keep the five newest sessions of `person`. Made-up people are shared and have no such end."""
    if person.is_demo:
        return 0
    old = list(UserSession.objects.filter(user_id=person.pk).order_by("-created_at", "-pk")[MOST:])
    for session in old:
        session.end()
    if old:
        audit.record(actor, SessionRevoked(person.pk, len(old)))
    return len(old)


def drop_sessions(person_id: int, *, keep: str = "") -> int:
    """End the sessions of a person but one, inside an act that is checked and recorded."""
    ended = list(UserSession.objects.filter(user_id=person_id).exclude(session_key=keep))
    for session in ended:
        session.end()
    return len(ended)


@transaction.atomic
def renew_session(actor: Actor, *, session: Any) -> None:
    """Give a session a new id because its rights have changed; the list of sessions follows."""
    old = session.session_key
    session.cycle_key()
    UserSession.objects.filter(session_key=old).update(session_key=session.session_key)


def clear_expired(actor: Actor) -> None:
    """Remove sessions that are over from the store."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
