# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading tokens."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from congso.api.models import ApiToken
from congso.api.policies import TOKENS
from congso.api.services.tokens import digest_of
from congso.common.actor import Actor


def live_token(secret: str, now: dt.datetime) -> ApiToken | None:
    """The token with this secret, unless it has ended or its person may not sign in now.

    Whoever must set a password of his own first has no token either (R-07).
    """
    return (
        ApiToken.objects.filter(
            sha256=digest_of(secret),
            revoked_at__isnull=True,
            expires_at__gt=now,
            person__is_active=True,
            person__must_change_password=False,
        )
        .select_related("person")
        .first()
    )


def tokens_of(actor: Actor) -> QuerySet[ApiToken]:
    """The actor's own tokens, newest first, ended ones included."""
    return TOKENS.filter(ApiToken.objects.all(), actor, "view").order_by("-pk")
