# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tokens of the REST interface: made, revoked, marked as used."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from congso.accounts.models import Person
from congso.api.enums import Scope
from congso.api.events import TokenCreated, TokenRevoked
from congso.api.models import ApiToken
from congso.api.policies import TOKENS
from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor

TAG = "congso_"
SECRET_BYTES = 20  # 160 bits
LONGEST_DAYS = 365
USUAL_DAYS = 90


class UnfitToken(Exception):
    """The token cannot be made so; `message` says why."""

    def __init__(self, message: object) -> None:
        super().__init__(str(message))
        self.message = message


@transaction.atomic
def create_token(
    actor: Actor,
    *,
    person_id: int,
    name: str,
    scopes: Sequence[str] = tuple(Scope),
    days: int = USUAL_DAYS,
    now: dt.datetime | None = None,
) -> tuple[ApiToken, str]:
    """Make a token for the person and return it with its secret, which is shown this once.

    Raises Denied, or UnfitToken for an unknown scope, a closed account or too long a life.
    """
    now = now or clock.now()
    _check(person_id, scopes, days)
    secret = TAG + base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode().lower()
    token = ApiToken.objects.create(
        person_id=person_id,
        name=name.strip()[:100],
        scopes=[str(scope) for scope in dict.fromkeys(scopes)],
        sha256=digest_of(secret),
        prefix=secret[: len(TAG) + 6],
        created_at=now,
        expires_at=now + dt.timedelta(days=days),
    )
    TOKENS.require(actor, "create", token)
    audit.record(
        actor, TokenCreated(token.pk, person_id), after={"scopes": token.scopes, "days": days}
    )
    return token, secret


def _check(person_id: int, scopes: Sequence[str], days: int) -> None:
    if not scopes or set(scopes) - set(Scope.values):
        raise UnfitToken(_("Unknown scope. Use read, documents, routing or stand_ins."))
    if not 1 <= days <= LONGEST_DAYS:
        raise UnfitToken(_("A token is valid for 1 to 365 days."))
    if not Person.objects.filter(pk=person_id, is_active=True).exists():
        raise UnfitToken(_("This account is closed."))


@transaction.atomic
def revoke_token(actor: Actor, *, token_id: int, now: dt.datetime | None = None) -> ApiToken:
    """End a token at once. Ended before: left as it is. Raises Denied, ApiToken.DoesNotExist."""
    token = ApiToken.objects.select_for_update().get(pk=token_id)
    TOKENS.require(actor, "revoke", token)
    if token.revoked_at is None:
        token.revoked_at = now or clock.now()
        token.save(update_fields=("revoked_at",))
        audit.record(actor, TokenRevoked(token.pk, token.person_id))
    return token


@transaction.atomic
def revoke_all_of(actor: Actor, *, person_id: int, now: dt.datetime | None = None) -> int:
    """End every live token of the person; returns how many. Raises Denied."""
    live = ApiToken.objects.filter(person=person_id, revoked_at__isnull=True)
    ids = list(live.order_by("pk").values_list("pk", flat=True))
    for token_id in ids:
        revoke_token(actor, token_id=token_id, now=now)
    return len(ids)


def mark_used(actor: Actor, *, token: ApiToken, day: dt.date) -> None:
    """Remember the day a token was last used on: at most one write a day."""
    if token.last_used_on != day:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=day)


def digest_of(secret: str) -> str:
    """What is kept of a secret. It has 160 random bits, so a plain hash suffices."""
    return hashlib.sha256(secret.encode()).hexdigest()
