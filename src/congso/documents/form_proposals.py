# SPDX-License-Identifier: AGPL-3.0-or-later
"""What page one proposes, as values of the register form. The clerk checks every one of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, TypedDict

from congso.common import clock
from congso.documents import issuers
from congso.documents.extraction import Proposal, propose
from congso.documents.models import DocumentType

SURE = 0.8


class Proposed(TypedDict):
    """A value for a field; `label` names what is chosen, `sure` says how it is marked."""

    value: str
    label: str
    sure: bool


def for_form(text: str, *, pages: int = 0) -> dict[str, Proposed]:
    """Values for the fields of the register form, read from the text of page one."""
    found: dict[str, Proposed] = {}
    if text.strip():
        proposal = propose(text, today=clock.today())
        found = {name: value for name, value in _values(proposal) if value["value"]}
    if pages:
        found["pages"] = _proposed(pages, 1.0)
    return found


def _values(proposal: Proposal) -> Iterator[tuple[str, Proposed]]:
    for name, field in (("symbol", "symbol"), ("subject", "subject"), ("meeting_place", "place")):
        if got := proposal.fields.get(name):
            yield field, _proposed(got.value, got.confidence)
    if got := proposal.fields.get("issued_on"):
        yield "issued_on", _proposed(_day(got.value), got.confidence)
    if got := proposal.fields.get("urgency"):
        yield "urgency", _proposed(got.value, got.confidence)
    yield from _issuer(proposal)
    yield from _type(proposal)
    yield from _signer(proposal)
    yield from _moment(proposal, "due", "due_on", "due_hour")
    yield from _moment(proposal, "meeting_at", "meets_on", "meets_hour")


def _issuer(proposal: Proposal) -> Iterator[tuple[str, Proposed]]:
    agency = proposal.fields.get("agency")
    if agency is None:
        return
    parent = str(proposal.value("parent_agency") or "")
    notation = str(proposal.value("notation") or "")
    value, label, likeness = issuers.match(str(agency.value), parent, notation)
    yield (
        "issuer",
        {"value": value, "label": label, "sure": min(agency.confidence, likeness) >= SURE},
    )


def _type(proposal: Proposal) -> Iterator[tuple[str, Proposed]]:
    kind = proposal.fields.get("kind")
    if kind is None:
        return
    pk = DocumentType.objects.filter(code=str(kind.value), is_active=True).values_list("pk")
    if row := pk.first():
        yield "type", _proposed(row[0], kind.confidence)


def _signer(proposal: Proposal) -> Iterator[tuple[str, Proposed]]:
    if name := proposal.fields.get("signer_name"):
        yield "signer_name", _proposed(name.value, name.confidence)
    if position := proposal.fields.get("signer_position"):
        yield "signer_position", _proposed(position.value, position.confidence)


def _moment(
    proposal: Proposal, name: str, day_field: str, hour_field: str
) -> Iterator[tuple[str, Proposed]]:
    got = proposal.fields.get(name)
    if got is None:
        return
    yield day_field, _proposed(_day(got.value), got.confidence)
    if isinstance(got.value, dt.datetime):
        yield hour_field, _proposed(f"{got.value:%H:%M}", got.confidence)


def _day(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else ""


def _proposed(value: Any, confidence: float) -> Proposed:
    return {"value": str(value), "label": "", "sure": confidence >= SURE}
