# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers kept for repeats of a request (Idempotency-Key)."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from congso.api.models import KeptAnswer
from congso.common import clock
from congso.common.actor import Actor

KEPT = dt.timedelta(hours=24)


class KeyOfAnotherRequest(Exception):
    """The key was used for something else."""

    message = _("This Idempotency-Key was used for another request. Use a new one.")


_CLAIM = """
INSERT INTO api_keptanswer (token_id, key, fingerprint, body, headers, created_at)
VALUES (%(token)s, %(key)s, %(fingerprint)s, '', '{}', %(now)s)
    ON CONFLICT (token_id, key) DO NOTHING
"""


def claim(
    actor: Actor, *, token_id: int, key: str, fingerprint: str, now: dt.datetime | None = None
) -> KeptAnswer | None:
    """Take the key for the present transaction; or the answer that was given under it.

    Must run in the transaction of the act. A second request with the key waits here until the
    first has committed or failed. Raises KeyOfAnotherRequest.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a key is claimed in the transaction of the act")
    now = now or clock.now()
    KeptAnswer.objects.filter(token=token_id, key=key, created_at__lt=now - KEPT).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIM, {"token": token_id, "key": key, "fingerprint": fingerprint, "now": now}
        )
        is_mine = cursor.rowcount == 1
    if is_mine:
        return None
    kept = KeptAnswer.objects.get(token=token_id, key=key)
    if kept.fingerprint != fingerprint:
        raise KeyOfAnotherRequest
    return kept


def keep(
    actor: Actor, *, token_id: int, key: str, status: int, body: str, headers: dict[str, str]
) -> None:
    """Put the answer under the key that was claimed in this transaction."""
    KeptAnswer.objects.filter(token=token_id, key=key).update(
        status=status, body=body, headers=headers
    )


def prune(actor: Actor, *, now: dt.datetime) -> int:
    """Forget answers older than a day; returns how many."""
    return KeptAnswer.objects.filter(created_at__lt=now - KEPT).delete()[0]
