# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers the Office gave back to the clerk."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from congso.api.schemas.common import PersonRef, person_ref
from congso.api.schemas.types import Out
from congso.routing.models import SentBack


class SentBackOut(Out):
    """A registered paper the clerk is to look over: why, by whom; settled when he has."""

    id: int
    document: UUID
    reason: str
    author: PersonRef | None
    at: dt.datetime
    settled_at: dt.datetime | None
    settled_by: PersonRef | None


class SentBackPage(Out):
    items: list[SentBackOut]
    next: str | None


def sent_back_of(row: SentBack) -> SentBackOut:
    return SentBackOut(
        id=row.pk,
        document=row.document.uuid,
        reason=row.reason,
        author=person_ref(row.author),
        at=row.at,
        settled_at=row.settled_at,
        settled_by=person_ref(row.settled_by),
    )
