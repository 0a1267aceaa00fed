# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers as they are sent and answered."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, ConfigDict, Field, JsonValue

from congso.api.schemas.common import PersonRef, person_ref
from congso.api.schemas.types import (
    Day,
    Flag,
    Id,
    In,
    Line,
    Moment,
    Name,
    Number,
    Out,
    Reason,
    Text,
    Word,
    whole_number,
)
from congso.documents.enums import FileRole, Road, Secrecy, Urgency
from congso.documents.models import Arrival, Document, DocumentFile, DocumentType

AnyUrgency = Annotated[Urgency, BeforeValidator(whole_number)]
Readers = Annotated[list[Id], Field(max_length=500)]
Files = Annotated[list["FileIn"], Field(max_length=50)]

EXAMPLE: dict[str, JsonValue] = {
    "office_id": 1,
    "type_id": 11,
    "subject": "V/v rà soát kinh phí hỗ trợ khắc phục thiệt hại do mưa lũ",
    "symbol": "3187/STC-NS",
    "issued_on": "2026-11-20",
    "issuer_name": "Sở Tài chính",
    "arrived_at": "2026-11-24T08:05:00+07:00",
    "road": "post",
    "pages": 3,
    "urgency": 1,
}


class FileIn(In):
    """An upload of one's own that has passed its check (POST /uploads)."""

    upload: UUID
    role: FileRole = FileRole.ANNEX


class InvitationIn(In):
    """What an invitation to a meeting adds."""

    meets_at: Moment
    place: Line = ""
    chair: Name = ""
    invited: Text = ""
    papers: Text = ""


class EntryIn(In):
    """A paper as entered, without its office."""

    type_id: Id
    subject: Text
    arrived_at: Moment
    road: Road = Road.HAND
    symbol: Annotated[Word, Field(max_length=60)] = ""
    issued_on: Day | None = None
    issuer_id: Id | None = None
    issuer_unit_id: Id | None = None
    issuer_name: Line = ""
    pages: Annotated[int, Field(ge=1, le=9999), BeforeValidator(whole_number)] | None = None
    urgency: AnyUrgency = Urgency.NORMAL
    secrecy: Annotated[Word, Field(max_length=20)] = Secrecy.NORMAL.value
    signer_name: Annotated[Word, Field(max_length=100)] = ""
    signer_position: Name = ""
    to_places: Text = ""
    description: Text = ""
    language: Annotated[Word, Field(min_length=1, max_length=20)] = "vi"
    due_at: Moment | None = None
    is_restricted: Flag = False
    reader_ids: Readers = []
    is_missing_annex: Flag = False
    missing_note: Line = ""
    complainant_name: Name = ""
    complainant_address: Line = ""
    invitation: InvitationIn | None = None
    files: Files = []
    has_no_number: Flag = False


class PaperIn(EntryIn):
    """A new incoming paper of a registry office."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    office_id: Id


class CorrectionIn(EntryIn):
    """The whole paper as it should read, and why it is changed."""

    reason: Reason


class InsertIn(PaperIn):
    """A paper to be numbered after another: 15a."""

    after_number: Number
    reason: Reason


class JoinIn(In):
    """One more road by which the same paper came."""

    road: Road
    arrived_at: Moment
    note: Line = ""
    files: Files = []


class JoinIntoIn(In):
    """The registered paper that a waiting one is."""

    document: UUID


class ReadersIn(In):
    """People of the list of a restricted paper."""

    reader_ids: Annotated[list[Id], Field(min_length=1, max_length=500)]


class AddReadersIn(ReadersIn):
    """`is_confirmed`: yes, these people will see the restricted paper."""

    is_confirmed: Flag = False


class LiftIn(In):
    """`is_confirmed`: yes, everybody who sees the papers of the office will see this one."""

    is_confirmed: Flag = False


Chosen = Annotated[list[Id], Field(min_length=1, max_length=200)]


class RemovalIn(In):
    """Why; `file_ids` are the files meant, without it all of the paper."""

    reason: Reason
    file_ids: Chosen | None = None


class ConfirmRemovalIn(In):
    """`is_confirmed`: yes, erase for good. `file_ids`, without it all that were asked for."""

    is_confirmed: Flag = False
    file_ids: Chosen | None = None


class MissingIn(In):
    note: Annotated[Line, Field(min_length=1)]


class AnnexesIn(In):
    """Files that came later, under the same number."""

    files: Annotated[list[FileIn], Field(min_length=1, max_length=50)]
    is_complete: Flag = True


class SendIn(In):
    """To another registry office of the house."""

    office_id: Id
    due_at: Moment | None = None
    note: Line = ""


class TypeOut(Out):
    """A kind of paper."""

    id: int
    code: str
    name: str
    abbreviation: str
    is_invitation: bool
    is_petition: bool


class PaperRow(Out):
    """A paper in a list. Of one seen in outline only number, dates and state are given."""

    id: UUID
    number: str
    state: str
    is_outline: bool
    is_restricted: bool
    office_id: int
    book_id: int | None
    arrived_on: dt.date
    created_at: dt.datetime
    registered_at: dt.datetime | None
    version: int
    type_id: int | None = None
    symbol: str | None = None
    issued_on: dt.date | None = None
    issuer_name: str | None = None
    subject: str | None = None
    urgency: int | None = None
    due_at: dt.datetime | None = None


class PaperPage(Out):
    """A page of papers; ask again with `cursor` = `next`."""

    items: list[PaperRow]
    next: str | None


class FileOut(Out):
    """A file of a paper. `pages` is 0 where it has none to show."""

    id: int
    name: str
    role: str
    media_type: str
    size: int
    sha256: str
    pages: int
    added_at: dt.datetime


class ArrivalOut(Out):
    """One more road by which the paper came."""

    road: str
    arrived_at: dt.datetime
    note: str


class InvitationOut(Out):
    meets_at: dt.datetime
    place: str
    chair: str
    invited: str
    papers: str


class ComplainantOut(Out):
    name: str
    address: str


class CopyOut(Out):
    """The paper in another registry office: all that its sender sees of it there."""

    office_id: int
    office_name: str
    state: str
    number: str
    sent_at: dt.datetime
    registered_at: dt.datetime | None
    due_at: dt.datetime | None


class ReceiptOut(Out):
    """The receipt an outside sender is owed: it waits for the mail, or was given on paper."""

    state: str
    owed_since: dt.datetime
    handed_at: dt.datetime | None


class Paper(PaperRow):
    """A paper. `can` names the acts that are possible for the caller now."""

    road: str | None = None
    arrived_at: dt.datetime | None = None
    registered_by: PersonRef | None = None
    issuer_id: int | None = None
    issuer_unit_id: int | None = None
    pages: int | None = None
    signer_name: str | None = None
    signer_position: str | None = None
    to_places: str | None = None
    description: str | None = None
    language: str | None = None
    is_missing_annex: bool | None = None
    missing_note: str | None = None
    transfer_note: str | None = None
    set_aside_reason: str | None = None
    set_aside_at: dt.datetime | None = None
    clock_stopped_at: dt.datetime | None = None
    invitation: InvitationOut | None = None
    complainant: ComplainantOut | None = None
    readers: list[PersonRef] = []
    files: list[FileOut] = []
    arrivals: list[ArrivalOut] = []
    copies: list[CopyOut] = []
    receipt: ReceiptOut | None = None
    can: list[str] = []


class DuplicateOut(Out):
    items: list[PaperRow]


class LookOut(Out):
    """Who looked, downloaded or printed."""

    at: dt.datetime
    what: str
    person: str
    acting_for: str
    file_name: str
    via: str


class LooksOut(Out):
    items: list[LookOut]


class StepOut(Out):
    """One line of the trail, in words."""

    at: dt.datetime
    who: str
    acting_for: str
    text: str


class StepsOut(Out):
    items: list[StepOut]


class ClaimOut(Out):
    """The paper is the caller's to enter until then."""

    expires_at: dt.datetime


def row_of(document: Document, *, is_outline: bool) -> PaperRow:
    """A paper as a row; an outline keeps everything else back."""
    return PaperRow(**_outline(document, is_outline), **({} if is_outline else _shown(document)))


def _outline(document: Document, is_outline: bool) -> dict[str, Any]:
    return {
        "id": document.uuid,
        "number": document.number_text,
        "state": document.state,
        "is_outline": is_outline,
        "is_restricted": document.is_restricted,
        "office_id": document.office_id,
        "book_id": document.book_id,
        "arrived_on": document.arrived_on,
        "created_at": document.created_at,
        "registered_at": document.registered_at,
        "version": document.version,
    }


ROW_FIELDS = ("type_id", "symbol", "issued_on", "issuer_name", "subject", "urgency", "due_at")
PAPER_FIELDS = (
    "road", "arrived_at", "issuer_id", "issuer_unit_id", "pages", "signer_name",
    "signer_position", "to_places", "description", "language", "is_missing_annex",
    "missing_note", "transfer_note", "set_aside_reason", "set_aside_at",
    "clock_stopped_at",
)  # fmt: skip


def _shown(document: Document) -> dict[str, Any]:
    return {name: getattr(document, name) for name in ROW_FIELDS}


def paper_of(document: Document, **parts: Any) -> Paper:
    """A paper in full; `parts` are what other queries bring."""
    fields = {name: getattr(document, name) for name in PAPER_FIELDS}
    fields["registered_by"] = person_ref(document.registered_by)
    return Paper(**_outline(document, False), **_shown(document), **fields, **parts)


def outline_of(document: Document) -> Paper:
    """A restricted paper for who may know that it is there."""
    return Paper(**_outline(document, True))


def file_of(file: DocumentFile, pages: int) -> FileOut:
    return FileOut(
        id=file.pk,
        name=file.name,
        role=file.role,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        pages=pages,
        added_at=file.added_at,
    )


def arrival_of(arrival: Arrival) -> ArrivalOut:
    return ArrivalOut(road=arrival.road, arrived_at=arrival.arrived_at, note=arrival.note)


def type_of(kind: DocumentType) -> TypeOut:
    return TypeOut(
        id=kind.pk,
        code=kind.code,
        name=kind.name,
        abbreviation=kind.abbreviation,
        is_invitation=kind.is_invitation,
        is_petition=kind.is_petition,
    )
