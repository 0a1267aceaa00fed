# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bytes without a row: left behind where a transaction failed after its content was stored."""

from __future__ import annotations

from django.db import connection, transaction

from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.filestore import places
from congso.filestore.models import Blob

_LOCK = 0x66696C65  # "file"


def orphan_lock(*, shared: bool) -> bool:
    """Hold off tidying until the transaction ends (shared), or try to tidy alone."""
    function = "pg_advisory_xact_lock_shared" if shared else "pg_try_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [_LOCK])
        row = cursor.fetchone()
    return shared or bool(row and row[0])


def erase_orphans(actor: Actor) -> int:
    """Erase contents that no row names. Returns how many; leaves what is just being kept."""
    if not (actor.is_system or actor.via in {"job", "cli"}):
        raise Denied("erase")
    store = places.store()
    known = set(Blob.objects.filter(removed_at__isnull=True).values_list("sha256", flat=True))
    suspects = [sha256 for sha256 in store.names() if sha256 not in known]
    return sum(_erase_alone(sha256) for sha256 in suspects)


@transaction.atomic
def _erase_alone(sha256: str) -> bool:
    """Erase one content unless a row has come meanwhile or something is just being kept."""
    if not orphan_lock(shared=False):
        return False
    if Blob.objects.filter(sha256=sha256, removed_at__isnull=True).exists():
        return False
    places.store().remove(sha256)
    return True
