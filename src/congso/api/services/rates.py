# SPDX-License-Identifier: AGPL-3.0-or-later
"""How often a token may ask, counted in the database for all processes together."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction

from congso.api.models import RequestCount
from congso.common.actor import Actor

A_MINUTE = 600

_COUNT = """
INSERT INTO api_requestcount (token_id, minute, count) VALUES (%(token)s, %(minute)s, 1)
    ON CONFLICT (token_id, minute) DO UPDATE SET count = api_requestcount.count + 1
RETURNING count
"""


def admit(actor: Actor, *, token_id: int, now: dt.datetime) -> int:
    """Count one request. Returns 0 when it may go on, else the seconds to wait."""
    minute = now.replace(second=0, microsecond=0)
    with transaction.atomic(), connection.cursor() as cursor:
        # A lost count after a power cut costs nothing; a disk write a request would.
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute(_COUNT, {"token": token_id, "minute": minute})
        count = cursor.fetchone()[0]
    return 0 if count <= A_MINUTE else 60 - now.second


def prune(actor: Actor, *, now: dt.datetime) -> int:
    """Forget counts older than an hour; returns how many."""
    return RequestCount.objects.filter(minute__lt=now - dt.timedelta(hours=1)).delete()[0]
