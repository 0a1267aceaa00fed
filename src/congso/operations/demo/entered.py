# SPDX-License-Identifier: AGPL-3.0-or-later
"""Planned papers and light rows as a clerk enters them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from congso.common import clock
from congso.common.actor import Actor
from congso.common.printing.fonts import FontSource
from congso.documents.enums import FileRole, Road, Urgency
from congso.documents.incoming import FileRef, IncomingData, InvitationData
from congso.documents.models import DocumentType
from congso.filestore.services.keeping import keep_bytes
from congso.operations.demo.cast import Cast
from congso.operations.demo.light_rows import LightRow
from congso.operations.demo.paper_files import PaperFile, files_of
from congso.operations.demo.plan import PlannedPaper
from congso.organisation.models import ExternalAgency, Unit
from congso.organisation.working_time import DEFAULT_DUE_TIME

ROADS = {
    "axis": Road.EXCHANGE,
    "mail": Road.MAIL,
    "post": Road.POST,
    "hand": Road.HAND,
    "fax": Road.FAX,
}
URGENCIES = {
    "normal": Urgency.NORMAL,
    "urgent": Urgency.URGENT,
    "very_urgent": Urgency.VERY_URGENT,
    "flash": Urgency.EXPRESS,
}
ROLES = {
    "main": FileRole.MAIN,
    "annex": FileRole.ANNEX,
    "paper_original": FileRole.ORIGINAL,
    "handwritten_direction": FileRole.HANDWRITTEN,
}
AT_REGISTRATION = ("main", "annex")
CODES = {"CV": "official_letter", "ĐKN": "petition"}


class Entering:
    """Turns the values of the story into what the services take; looks names up once."""

    def __init__(self, cast: Cast, font: FontSource) -> None:
        self._cast, self._font = cast, font
        self._types = {
            t.abbreviation or t.code: t.pk for t in DocumentType.objects.filter(is_active=True)
        }
        self._agencies = dict(ExternalAgency.objects.values_list("name", "pk"))
        self._units = dict(Unit.objects.values_list("name", "pk"))
        self._files: dict[int, tuple[PaperFile, ...]] = {}

    def files(self, planned: PlannedPaper) -> tuple[PaperFile, ...]:
        """Return every file of a paper, made once."""
        n = planned.paper.n
        if n not in self._files:
            self._files[n] = files_of(planned, self._font)
        return self._files[n]

    def type_id(self, code: str) -> int:
        """Return the type of paper for the abbreviation in the data."""
        return self._types[CODES.get(code, code)]

    def issuer(self, name: str) -> dict[str, Any]:
        """Return the sender: an agency of the list, a unit of the house, or a bare name."""
        if name in self._agencies:
            return {"issuer_id": self._agencies[name], "issuer_name": name}
        if name in self._units:
            return {"issuer_unit_id": self._units[name], "issuer_name": name}
        return {"issuer_name": name}

    def light(self, row: LightRow) -> IncomingData:
        """Return a light row as entered."""
        meeting = (
            InvitationData(row.meeting_at, row.meeting_place, chair=f"Lãnh đạo {row.sender}")
            if row.meeting_at
            else None
        )
        return IncomingData(
            office_id=self._cast.office["SNN"],
            type_id=self.type_id(row.type),
            subject=row.subject,
            symbol=row.symbol,
            issued_on=row.issued,
            arrived_at=row.arrived,
            road=ROADS[row.road],
            urgency=URGENCIES[row.urgency],
            pages=row.pages,
            due_at=light_due(row),
            invitation=meeting,
            **self.issuer(row.sender),
        )

    def planned(self, planned: PlannedPaper, actor: Actor) -> IncomingData:
        """Return a worked-out paper as entered, its files kept by the person who enters it."""
        paper = planned.paper
        restricted = tuple(paper.restricted)
        citizen = paper.details.get("citizen", {})
        return IncomingData(
            office_id=self._cast.office["SNN"],
            type_id=self.type_id(paper.type),
            subject=planned.subject,
            symbol=planned.symbol,
            issued_on=planned.issued,
            arrived_at=planned.arrived or planned.entered,  # type: ignore[arg-type]
            road=ROADS[paper.arrived.road or "axis"] if paper.arrived else Road.INTERNAL,
            urgency=URGENCIES[paper.urgency],
            pages=paper.pages,
            # Who signs a petition is its complainant: a field of its own, never searched.
            signer_name="" if citizen else paper.signer.name,
            signer_position="" if citizen else paper.signer.capacity.replace("/", " / "),
            to_places="; ".join(paper.to),
            due_at=planned_due(planned),
            is_restricted=bool(restricted),
            reader_ids=tuple(self._cast.person[login] for login in restricted),
            is_missing_annex="missing_annex" in paper.details,
            missing_note=paper.details.get("missing_annex", ""),
            complainant_name=citizen.get("name", ""),
            complainant_address=citizen.get("address", ""),
            invitation=_meeting(planned),
            files=self.kept(planned, AT_REGISTRATION, actor),
            **self.issuer(paper.sender),
        )

    def kept(
        self, planned: PlannedPaper, roles: tuple[str, ...], actor: Actor
    ) -> tuple[FileRef, ...]:
        """Keep the files of a paper that have one of these roles and return them."""
        return tuple(_keep(actor, f) for f in self.files(planned) if f.role in roles)


def _keep(actor: Actor, file: PaperFile) -> FileRef:
    blob = keep_bytes(actor, file.data, file.name)
    return FileRef(blob.sha256, blob.size, blob.media_type, file.name, ROLES[file.role])


def light_due(row: LightRow) -> datetime | None:
    """Return the deadline of a light row: the hour of a meeting, else the end of a day."""
    if row.meeting_at:
        return row.meeting_at
    return end_of(row.deadline) if row.deadline else None


def planned_due(planned: PlannedPaper) -> datetime | None:
    """Return the deadline on a worked-out paper; of an invitation the hour of the meeting."""
    return planned.deadline or planned.meeting_at


def end_of(day: date) -> datetime:
    """Return when a day given as deadline ends."""
    return datetime.combine(day, DEFAULT_DUE_TIME, clock.VIETNAM)


def _meeting(planned: PlannedPaper) -> InvitationData | None:
    meeting = planned.paper.meeting
    if meeting is None or planned.meeting_at is None:
        return None
    return InvitationData(
        planned.meeting_at, meeting.place, meeting.chair, "\n".join(meeting.invited)
    )
