# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is entering which paper right now, for the rows of "to register"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from congso.common import clock
from congso.documents.models import Claim


def holders(document_ids: Iterable[int], *, now: dt.datetime | None = None) -> dict[int, str]:
    """Full name of who holds each of these papers; those nobody holds are left out. One query."""
    held = Claim.objects.filter(document__in=list(document_ids), expires_at__gt=now or clock.now())
    return dict(held.values_list("document_id", "person__full_name"))
