# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests as they are read: what stands, what is wished, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from congso.administration import queries
from congso.administration.models import AccountRequest


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
    """These requests in words; one query more, for the names of units."""
    found = list(rows)
    ids = {row.present.get("unit_id") for row in found} | {
        row.wanted.get("unit_id") for row in found
    }
    units = queries.unit_names({key for key in ids if key is not None})
    return [Described(row, _wishes(row, units)) for row in found]


def _wishes(row: AccountRequest, units: dict[int, str]) -> list[Wish]:
    labels = {
        "full_name": _("Full name"), "phone": _("Telephone"), "unit_id": _("Unit"),
        "title": pgettext("post", "Title"),
    }  # fmt: skip

    def shown(values: dict[str, Any], name: str) -> str:
        value = values.get(name)
        return units.get(value or 0, "") if name == "unit_id" else str(value or "")

    return [
        Wish(label, shown(row.present, name), shown(row.wanted, name))
        for name, label in labels.items()
        if name in row.wanted
    ]
