# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the framework tells us at its edges; connected in apps.py."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from congso.accounts import screen_lock, second_factor_rule
from congso.accounts.addresses import client_address
from congso.accounts.models import Person
from congso.accounts.services import second_factor, sessions
from congso.common.actor import Actor


def on_signed_in(request: HttpRequest, user: Person, **_: Any) -> None:
    """Django has put the person into the session."""
    screen_lock.begin(request.session, user, time.time())
    records = get_authentication_records(request, user)
    how = "+".join(str(record.get("type") or record["method"]) for record in records)
    sessions.record_sign_in(
        _actor(request, user),
        person=user,
        agent=request.META.get("HTTP_USER_AGENT", ""),
        how=how or "session",
    )


def on_session_listed(request: HttpRequest, user: Person, **_: Any) -> None:
    """The session is complete: it stands in the person's list, and the list has an end."""
    UserSession.objects.create_from_request(request)
    sessions.end_oldest_sessions(_actor(request, user), person=user)


def on_factor_added(
    request: HttpRequest, user: Person, authenticator: Authenticator, **_: Any
) -> None:
    """A second factor was added: the session has new rights and gets a new id."""
    actor = _actor(request, user)
    second_factor.record_added(actor, person_id=user.pk, kind=authenticator.type)
    sessions.renew_session(actor, session=request.session)


def on_factor_removed(
    request: HttpRequest, user: Person, authenticator: Authenticator, **_: Any
) -> None:
    """A second factor was removed."""
    actor = _actor(request, user)
    second_factor.record_removed(actor, person_id=user.pk, kind=authenticator.type)
    second_factor_rule.forget(request.session)
    sessions.renew_session(actor, session=request.session)


def _actor(request: HttpRequest, person: Person) -> Actor:
    return Actor(person_id=person.pk, via="http", ip=client_address(request))
