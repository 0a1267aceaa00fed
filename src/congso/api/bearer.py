# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who asks: the person of a bearer token. Cookies and sessions do not count here.

A browser never sends a token by itself, so no page of another site can act in somebody's name.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import cast

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBearer

from congso.accounts.addresses import client_address
from congso.accounts.services import limits
from congso.api import queries
from congso.api.enums import Scope
from congso.api.models import ApiToken
from congso.api.problems import Problem, unauthenticated
from congso.api.services import rates, tokens
from congso.common import clock
from congso.common.actor import Actor

JSON, FILE = "application/json", "multipart/form-data"
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
LONGEST_SECRET = 200


class BearerToken(HttpBearer):
    """`scope` is what the token must be good for, `media_type` what a body must be."""

    def __init__(self, scope: Scope, media_type: str = JSON) -> None:
        super().__init__()
        self.scope = scope
        self.media_type = media_type

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        """The token of the request; sets `request.actor` and the language of its person.

        Raises Problem: 401 for a wrong token, 429 for too many, 403 for one of another scope,
        415 for a body of another kind.
        """
        now = clock.now()
        found = queries.live_token(token.strip()[:LONGEST_SECRET], now)
        if found is None:
            raise _refused(request, token, now)
        request.actor = actor = Actor(  # type: ignore[attr-defined]
            person_id=found.person_id,
            via="api",
            ip=client_address(request),
            request_id=secrets.token_hex(8),
        )
        translation.activate(found.person.language)
        _require_pace(actor, found, now)
        tokens.mark_used(actor, token=found, day=clock.day_of(now))
        if self.scope not in found.scopes:
            raise Problem(403, "scope", _("This token is not made for that. Make another one."))
        self._require_media_type(request)
        return found

    def _require_media_type(self, request: HttpRequest) -> None:
        if request.method not in WITH_BODY or not _has_body(request):
            return
        if request.content_type != self.media_type:
            raise Problem(415, "media_type", _("Send the body in the kind the schema names."))


def token_of(request: HttpRequest) -> ApiToken:
    """The token an operation was called with."""
    return cast("ApiToken", request.auth)  # type: ignore[attr-defined]


def _has_body(request: HttpRequest) -> bool:
    length = request.headers.get("Content-Length") or "0"
    return length != "0" or "Transfer-Encoding" in request.headers


def _require_pace(actor: Actor, token: ApiToken, now: dt.datetime) -> None:
    wait = rates.admit(actor, token_id=token.pk, now=now)
    if wait:
        raise Problem(
            429,
            "too_many",
            _("This token asks too often. Wait a moment."),
            headers={"Retry-After": str(wait)},
        )


def _refused(request: HttpRequest, secret: str, now: dt.datetime) -> Problem:
    """A wrong token counts like a wrong password: for its beginning, its address, its network."""
    actor = Actor(person_id=None, via="api", ip=client_address(request))
    name = f"token {tokens.digest_of(secret[: len(tokens.TAG) + 6])[:16]}"
    attempt = limits.admit(actor, login=name, now=now)
    if attempt.attempt_id is None:
        seconds = int((attempt.until - now).total_seconds()) + 1 if attempt.until else 60
        return Problem(
            429,
            "too_many_failures",
            _("Too many wrong tokens came from here. Wait a moment."),
            headers={"Retry-After": str(max(1, seconds))},
        )
    limits.fail(actor, attempt=attempt, login=name, person=None, now=now)
    return unauthenticated()
