# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests as they are read: what stands, what is wished, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from congso.administration import queries
from congso.administration.enums import RequestKind
from congso.administration.models import AccountRequest
from congso.organisation.enums import Position, Role
from congso.ui import formats


@dataclass(frozen=True)
class Wish:
    """One entry that is to change."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Described:
    """A request with its wishes."""

    request: AccountRequest
    wishes: list[Wish]


def described(rows: Iterable[AccountRequest]) -> list[Described]:
    """These requests in words; two queries more at most, for names of units, offices, leaders."""
    found = list(rows)
    names = _names(found)
    return [Described(row, _wishes(row, names)) for row in found]


Names = dict[str, dict[int, str]]
_OF = {"unit_id": "units", "registry_office_id": "offices", "leader_id": "people"}


def _names(rows: list[AccountRequest]) -> Names:
    ids: dict[str, set[int]] = {kind: set() for kind in _OF.values()}
    for row in rows:
        for values in (row.present, row.wanted):
            for entry, kind in _OF.items():
                if values.get(entry) is not None:
                    ids[kind].add(values[entry])
    return {
        "units": queries.unit_names(ids["units"]),
        "offices": queries.office_names(ids["offices"]),
        "people": queries.person_names(ids["people"]),
    }


def _labels(kind: str) -> dict[str, str]:
    """The entries of a request of this kind in their order, with their labels."""
    title, unit = pgettext("post", "Title"), _("Unit")
    if kind == RequestKind.ROLE:
        return {
            "role": pgettext("duty", "Role"), "registry_office_id": _("Where"),
            "leader_id": _("Leader served (secretary)"), "decision": _("Decision (number, date)"),
            "valid_from": _("From the day"), "valid_until": _("Last day"),
        }  # fmt: skip
    if kind == RequestKind.POST:
        return {
            "title": title, "unit_id": unit, "position": pgettext("post", "Position"),
            "since": _("From the day"),
        }  # fmt: skip
    return {"full_name": _("Full name"), "phone": _("Telephone"), "unit_id": unit, "title": title}


def _wishes(row: AccountRequest, names: Names) -> list[Wish]:
    """What differs; of a role or post only what is entered."""
    new = row.kind in (RequestKind.ROLE, RequestKind.POST)
    found = []
    for name, label in _labels(row.kind).items():
        if name in row.wanted and (row.wanted[name] or not new):
            before = _shown(name, row.present.get(name), names)
            found.append(Wish(label, before, _shown(name, row.wanted[name], names)))
    return found


def _shown(name: str, value: Any, names: Names) -> str:
    if value in (None, ""):
        return ""
    if name in _OF:
        return names[_OF[name]].get(value, "")
    if name == "role":
        return str(Role(value).label)
    if name == "position":
        return str(Position(value).label)
    if name in ("valid_from", "valid_until", "since"):
        return formats.full_date(dt.date.fromisoformat(value))
    return str(value)
