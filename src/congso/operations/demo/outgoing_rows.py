# SPDX-License-Identifier: AGPL-3.0-or-later
"""Light rows of the outgoing book of the Department, seeded like the incoming ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from congso.operations.demo.organisation import load_organisation
from congso.operations.demo.phrases import MATTERS, subject

_KINDS = ("CV", "BC", "TTr", "QĐ", "GM", "TB", "KH")
_WEIGHTS = (60, 9, 8, 11, 7, 3, 2)
_GROUPS = ("UBND các huyện, TX, TP", "Các Sở, ban, ngành")
_HOUSE = "SNN"


@dataclass(frozen=True, slots=True)
class OutgoingRow:
    """One issued paper without a file; ``signer`` is a login, ``suffix`` follows the number."""

    suffix: str
    type: str
    subject: str
    issued: date
    numbered: datetime
    drafting_unit: str
    signer: str
    capacity: str
    recipients: tuple[str, ...]
    urgency: str
    pages: int


def _signer(rng: Random, kind: str, unit: str) -> tuple[str, str]:
    """Who signs: the Office by order for invitations, else the leader of the field."""
    organisation = load_organisation()
    if kind == "GM":
        return "khiemtg", "TL. GIÁM ĐỐC/CHÁNH VĂN PHÒNG"
    leader = organisation.leader_of_field(unit)
    if leader is None or leader == "dinhlq" or rng.random() < 0.15:
        return "dinhlq", "GIÁM ĐỐC"
    return leader, "KT. GIÁM ĐỐC/PHÓ GIÁM ĐỐC"


def _recipients(rng: Random, kind: str) -> tuple[str, ...]:
    agencies = load_organisation().external_agencies
    if kind in ("BC", "TTr"):
        return ("Ủy ban nhân dân tỉnh",)
    if kind in ("QĐ", "TB", "KH"):
        return ("Các phòng của Sở", "Các đơn vị")
    if rng.random() < 0.4:
        return (rng.choice(_GROUPS),)
    return (rng.choice(agencies).name,)


def outgoing_row(rng: Random, numbered: datetime) -> OutgoingRow:
    """Invent one issued paper of the Department numbered at this moment."""
    kind = rng.choices(_KINDS, _WEIGHTS)[0]
    unit = rng.choice(tuple(MATTERS))
    signer, capacity = _signer(rng, kind, unit)
    return OutgoingRow(
        suffix=f"{_HOUSE}-{unit}" if kind == "CV" else f"{kind}-{_HOUSE}",
        type=kind,
        subject=subject(rng, kind, unit, "", numbered.date()),
        issued=numbered.date(),
        numbered=numbered,
        drafting_unit=unit,
        signer=signer,
        capacity=capacity,
        recipients=_recipients(rng, kind),
        urgency=rng.choices(("normal", "urgent"), (92, 8))[0],
        pages=rng.choice((1, 1, 2, 2, 3, 4)),
    )
