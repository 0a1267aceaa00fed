# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demo organisation as typed, frozen values, read from ``data/organisation.yaml``.

Nothing here touches the database: the loader of the demo turns these values into rows through the
services of the product.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import yaml

Row = TypeVar("Row")
DATA_DIR = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """One unit of the agency; ``registry`` is the symbol of a unit with its own seal and books."""

    code: str
    kind: str
    name: str
    name_en: str
    parent: str | None
    mailbox: str | None
    registry: str | None


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One made-up person with the login of Article 3.1(đ)."""

    login: str
    name: str
    gender: str
    unit: str
    title: str
    roles: tuple[str, ...]
    staff_kind: str


@dataclass(frozen=True, slots=True)
class DemoOffice:
    """Who does what in the Office of the Department."""

    account_issuers: tuple[str, ...]
    approvers: tuple[str, ...]
    secretary_of: Mapping[str, str]
    auditor: str
    duty_leaders: tuple[str, ...]
    contact: str


@dataclass(frozen=True, slots=True)
class DemoAgency:
    """One agency outside: sender or recipient."""

    name: str
    email: str
    group: str
    edxml_code: str | None


@dataclass(frozen=True, slots=True)
class DemoOrganisation:
    """The whole demo organisation."""

    domain: str
    province: str
    password: str
    opening_number_incoming: int
    opening_number_outgoing: int
    units: tuple[DemoUnit, ...]
    people: tuple[DemoPerson, ...]
    fields_of_leaders: Mapping[str, tuple[str, ...]]
    keepers: Mapping[str, tuple[str, ...]]
    office: DemoOffice
    external_agencies: tuple[DemoAgency, ...]
    groups: Mapping[str, tuple[str, ...] | str]

    def unit(self, code: str) -> DemoUnit:
        """Return the unit with this code. Raises KeyError."""
        return _by(self.units, "code", code)

    def person(self, login: str) -> DemoPerson:
        """Return the person with this login. Raises KeyError."""
        return _by(self.people, "login", login)

    def agency(self, name: str) -> DemoAgency:
        """Return the outside agency with this exact name. Raises KeyError."""
        return _by(self.external_agencies, "name", name)

    def head_of(self, code: str) -> DemoPerson | None:
        """Return the head of a unit, None where the unit has none of its own."""
        heads = {"director", "office_head", "unit_head"}
        return next((p for p in self.people if p.unit == code and heads & set(p.roles)), None)

    def leader_of_field(self, code: str) -> str | None:
        """Return the login of the leader who is in charge of a unit (phân công phụ trách)."""
        return next((who for who, codes in self.fields_of_leaders.items() if code in codes), None)


def _by(rows: tuple[Row, ...], field: str, value: str) -> Row:
    for row in rows:
        if getattr(row, field) == value:
            return row
    raise KeyError(value)


def _tuples(raw: Mapping[str, list[str]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({key: tuple(values) for key, values in raw.items()})


def _office(raw: Mapping[str, Any]) -> DemoOffice:
    return DemoOffice(
        account_issuers=tuple(raw["account_issuers"]),
        approvers=tuple(raw["approvers"]),
        secretary_of=MappingProxyType(dict(raw["secretary_of"])),
        auditor=raw["auditor"],
        duty_leaders=tuple(raw["duty_leaders"]),
        contact=raw["contact"],
    )


def parse_organisation(raw: Mapping[str, Any]) -> DemoOrganisation:
    """Turn the parsed YAML into values. Raises KeyError or TypeError on a wrong key."""
    numbering = raw["numbering"]
    groups = {k: tuple(v) if isinstance(v, list) else str(v) for k, v in raw["groups"].items()}
    return DemoOrganisation(
        domain=raw["domain"],
        province=raw["province"],
        password=raw["password"],
        opening_number_incoming=int(numbering["opening_number_incoming"]),
        opening_number_outgoing=int(numbering["opening_number_outgoing"]),
        units=tuple(DemoUnit(**unit) for unit in raw["units"]),
        people=tuple(DemoPerson(**{**p, "roles": tuple(p["roles"])}) for p in raw["people"]),
        fields_of_leaders=_tuples(raw["fields_of_leaders"]),
        keepers=_tuples(raw["keepers"]),
        office=_office(raw["office"]),
        external_agencies=tuple(DemoAgency(**agency) for agency in raw["external_agencies"]),
        groups=MappingProxyType(groups),
    )


def load_yaml(name: str) -> Any:
    """Read one YAML file of the demo data folder."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with (DATA_DIR / name).open(encoding="utf-8") as stream:
        return yaml.load(stream, Loader=loader)  # noqa: S506 - a safe loader, the C one if present


@lru_cache(maxsize=1)
def load_organisation() -> DemoOrganisation:
    """Return the demo organisation shipped with the product."""
    return parse_organisation(load_yaml("organisation.yaml"))
