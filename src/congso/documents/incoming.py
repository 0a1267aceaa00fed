# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a clerk says about an incoming paper, and the rules it must keep (R-58)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, fields
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congso.accounts.models import Person
from congso.common import clock
from congso.common.numbers import INT4_MAX
from congso.common.vietnamese import UnfitText, nfc, refuse_control
from congso.documents.enums import FileRole, Road, Secrecy, Urgency
from congso.documents.models import Complainant, Document, DocumentType, Invitation
from congso.documents.models.document import SUBJECT_MAX
from congso.documents.policies import can_be_handled_by

Message = str | Promise
OLDEST = dt.date(1945, 9, 2)

SECRET_REFUSED = _(
    "Secret papers are registered in the paper book of secret documents and are not put on the "
    "system (Regulation, Articles 2.2, 4.1)."
)


UNKNOWN_PERSON = _("One of the persons is not in the list of accounts. Choose again.")
NOBODY_IN_CHARGE = _(
    "Nobody on the list may distribute or direct the paper. Add the Chief or Deputy Chief of "
    "Office or a leader of the agency."
)


class InvalidPaper(Exception):
    """What was entered breaks a rule; nothing was changed. `errors` is field -> message."""

    def __init__(self, errors: dict[str, Message]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


@dataclass(frozen=True)
class FileRef:
    """A kept file that belongs to the paper."""

    sha256: str
    size: int
    media_type: str
    name: str
    role: str = FileRole.ANNEX


@dataclass(frozen=True)
class InvitationData:
    meets_at: dt.datetime
    place: str = ""
    chair: str = ""
    invited: str = ""
    papers: str = ""


@dataclass(frozen=True)
class IncomingData:
    """An incoming paper as entered. Times are aware, texts as typed, ids of existing rows."""

    office_id: int
    type_id: int
    subject: str
    arrived_at: dt.datetime
    road: str = Road.HAND
    symbol: str = ""
    issued_on: dt.date | None = None
    issuer_id: int | None = None
    issuer_unit_id: int | None = None
    issuer_name: str = ""
    pages: int | None = None
    urgency: int = Urgency.NORMAL
    secrecy: str = Secrecy.NORMAL
    signer_name: str = ""
    signer_position: str = ""
    to_places: str = ""
    description: str = ""
    language: str = "vi"
    due_at: dt.datetime | None = None
    is_restricted: bool = False
    reader_ids: tuple[int, ...] = ()
    is_missing_annex: bool = False
    missing_note: str = ""
    complainant_name: str = ""
    complainant_address: str = ""
    invitation: InvitationData | None = None
    files: tuple[FileRef, ...] = ()
    paper_number_note: str = ""
    series: str = field(default="")


STORED = (
    "office_id", "type_id", "subject", "arrived_at", "road", "symbol", "issued_on", "issuer_id",
    "issuer_unit_id", "issuer_name", "pages", "urgency", "secrecy", "signer_name",
    "signer_position", "to_places", "description", "language", "due_at", "is_restricted",
    "is_missing_annex", "missing_note", "paper_number_note",
)  # fmt: skip


def incoming_of(document: Document) -> IncomingData:
    """A saved paper as it would be entered now; its files are left out, they are only added to."""
    stored: dict[str, Any] = {name: getattr(document, name) for name in STORED}
    readers = document.named_readers.values_list("person_id", flat=True)
    stored["reader_ids"] = tuple(readers) if document.is_restricted else ()
    if (by := Complainant.objects.filter(document=document).first()) is not None:
        stored |= {"complainant_name": by.name, "complainant_address": by.address}
    if (meeting := Invitation.objects.filter(document=document).first()) is not None:
        parts = {one.name: getattr(meeting, one.name) for one in fields(InvitationData)}
        stored["invitation"] = InvitationData(**parts)
    return IncomingData(**stored)


TEXTS = (
    "subject", "symbol", "issuer_name", "signer_name", "signer_position", "to_places",
    "description", "missing_note", "complainant_name", "complainant_address",
)  # fmt: skip
LONGEST = {
    "symbol": 60, "issuer_name": 300, "signer_name": 120, "signer_position": 200,
    "missing_note": 500, "complainant_name": 200, "complainant_address": 300,
    "paper_number_note": 200, "language": 50, "series": 20,
}  # fmt: skip
MULTILINE = {"subject", "to_places", "description"}


def cleaned(data: IncomingData) -> IncomingData:
    """The same with every text in NFC and trimmed; raises InvalidPaper for unfit characters."""
    errors: dict[str, Message] = {}
    texts: dict[str, str] = {}
    for name in TEXTS:
        text = nfc(getattr(data, name)).strip()
        try:
            texts[name] = refuse_control(text, multiline=name in MULTILINE)
        except UnfitText as unfit:
            errors[name] = unfit.message
    if errors:
        raise InvalidPaper(errors)
    texts["subject"] = " ".join(texts["subject"].split())
    return IncomingData(**{**data.__dict__, **texts})


def check(data: IncomingData, type_: DocumentType, now: dt.datetime) -> None:
    """Raise InvalidPaper with all broken rules of a cleaned paper, each at its field."""
    errors: dict[str, Message] = {}
    _check_secrecy(data, errors)
    _check_text(data, type_, errors)
    _check_dates(data, now, errors)
    if data.is_restricted and not data.reader_ids:
        errors["reader_ids"] = _("Name at least one person who may read the restricted paper.")
    elif data.is_restricted and not _are_people(data.reader_ids):
        errors["reader_ids"] = UNKNOWN_PERSON
    elif data.is_restricted and not can_be_handled_by(data.office_id, data.reader_ids):
        errors["reader_ids"] = NOBODY_IN_CHARGE
    if type_.is_invitation and data.invitation is None:
        errors["meets_at"] = _("Enter the day and hour of the meeting.")
    if sum(f.role == FileRole.MAIN for f in data.files) > 1:
        errors["files"] = _("Choose one main file; the others are annexes.")
    if errors:
        raise InvalidPaper(errors)


def _are_people(ids: tuple[int, ...]) -> bool:
    wanted = set(ids)
    fits = all(0 < pk <= INT4_MAX for pk in wanted)
    return fits and Person.objects.filter(pk__in=wanted).count() == len(wanted)


def _check_secrecy(data: IncomingData, errors: dict[str, Message]) -> None:
    if data.secrecy != Secrecy.NORMAL:
        errors["secrecy"] = SECRET_REFUSED


def _check_text(data: IncomingData, type_: DocumentType, errors: dict[str, Message]) -> None:
    if not data.subject:
        errors["subject"] = _("Enter the subject.")
    elif len(data.subject) > SUBJECT_MAX:
        errors["subject"] = _(
            "The subject has %(length)s characters; shorten it to %(limit)s at most."
        ) % {"length": len(data.subject), "limit": SUBJECT_MAX}
    for name, most in LONGEST.items():
        if len(getattr(data, name)) > most:
            errors[name] = _("Shorten this to %(limit)s characters.") % {"limit": most}
    if not (data.issuer_id or data.issuer_unit_id or data.issuer_name):
        errors["issuer"] = _("Choose or enter the agency that issued the paper.")
    if not (type_.is_petition or data.paper_number_note):
        if not data.symbol:
            errors["symbol"] = _("Enter the number and symbol, or tick that the paper has none.")
        if data.issued_on is None:
            errors["issued_on"] = _("Enter the date of the paper.")
    if data.road not in Road.values:
        errors["road"] = _("Choose how the paper came.")
    if data.urgency not in Urgency.values:
        errors["urgency"] = _("Choose the urgency.")


def _check_dates(data: IncomingData, now: dt.datetime, errors: dict[str, Message]) -> None:
    arrived_on = clock.day_of(data.arrived_at)
    if data.arrived_at > now + dt.timedelta(minutes=1):
        errors["arrived_at"] = _("The paper cannot arrive in the future. Enter the day it came.")
    if arrived_on < OLDEST:
        errors["arrived_at"] = _("Check the year of arrival.")
    if data.issued_on is not None:
        if data.issued_on > arrived_on:
            errors["issued_on"] = _("The date of the paper is after its arrival.")
        elif data.issued_on < OLDEST:
            errors["issued_on"] = _("Check the year of the paper.")
    if data.due_at is not None and clock.day_of(data.due_at) < clock.day_of(now):
        errors["due_at"] = _("The deadline is before today. Enter today or a later day.")
    if data.invitation and data.invitation.meets_at < data.arrived_at - dt.timedelta(days=366):
        errors["meets_at"] = _("Check the day of the meeting.")
