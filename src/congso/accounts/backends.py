# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django's way into the one door (`services.door`)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from congso.accounts.addresses import client_address
from congso.accounts.models import Person
from congso.accounts.services import door
from congso.common import clock
from congso.common.actor import Actor


class LimitedBackend(BaseBackend):
    """Login and password for the web, within the limits that hold for all ways in."""

    def authenticate(
        self, request: HttpRequest | None, username: str = "", password: str = "", **others: Any
    ) -> Person | None:
        """The person, or None; `request.sign_in_verdict` then says why not."""
        login = username or str(others.get("login", ""))
        if not login or not password:
            return None
        actor = Actor(person_id=None, via="http", ip=client_address(request))
        verdict = door.verify(actor, login=login, secret=password, now=clock.now())
        if request is not None:
            request.sign_in_verdict = verdict  # type: ignore[attr-defined]
        return verdict.person

    def get_user(self, user_id: int) -> Person | None:
        """The person of a session; a locked account has none."""
        return Person.objects.filter(pk=user_id, is_active=True).first()
