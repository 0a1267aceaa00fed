# SPDX-License-Identifier: AGPL-3.0-or-later
"""A paper that went past the registry, handed to the clerk, and what became of it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from congso.api.schemas.documents import AnyUrgency, FileIn
from congso.api.schemas.types import Day, Id, In, Line, Out, Text, Word
from congso.documents.enums import Urgency
from congso.documents.models import HandIn


class HandInIn(In):
    """A paper as far as its receiver knows it; the clerk looks it over and registers it."""

    office_id: Id
    issuer_name: Annotated[Line, Field(min_length=1)]
    subject: Annotated[Text, Field(min_length=1)]
    symbol: Annotated[Word, Field(max_length=60)] = ""
    issued_on: Day | None = None
    road: Literal["hand", "post", "mail", "fax"] = "hand"
    urgency: AnyUrgency = Urgency.NORMAL
    note: Line = ""
    files: Annotated[list[FileIn], Field(max_length=50)] = []


class HandedIn(Out):
    """One paper the caller handed in. `number` is empty until it is registered.

    `reason` says why it was returned or set aside. `subject` is as he wrote it,
    whatever the clerk entered.
    """

    document: UUID
    office_id: int
    subject: str
    state: str
    number: str
    reason: str
    handed_at: dt.datetime


class HandedInPage(Out):
    items: list[HandedIn]
    next: str | None


def handed_in_of(row: HandIn) -> HandedIn:
    document = row.document
    return HandedIn(
        document=document.uuid,
        office_id=document.office_id,
        subject=row.subject,
        state=document.state,
        number=document.number_text,
        reason="" if document.is_restricted else document.set_aside_reason,
        handed_at=row.handed_at,
    )
