# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a site knows when a register is read: its types of document and agencies, loaded once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from congso.common.vietnamese import fold
from congso.documents.models import DocumentType
from congso.organisation.models import ExternalAgency, Unit

_OTHER_NAMES = {"cv": "official_letter", "gm": "invitation", "don": "petition", "cd": "telegram"}


@dataclass(frozen=True)
class Known:
    """Types by name and abbreviation, agencies and units of the house by name."""

    types: dict[str, int]
    names: dict[int, str]
    codes: dict[str, int]
    agencies: dict[str, int]
    units: dict[str, int]
    leading: re.Pattern[str]

    @classmethod
    def load(cls) -> Known:
        """Read the tables: three queries."""
        types: dict[str, int] = {}
        rows = list(DocumentType.objects.order_by("-position"))
        for row in rows:
            types |= {fold(name): row.pk for name in (row.name, row.abbreviation) if name}
        codes = {row.code: row.pk for row in rows}
        types |= {name: codes[code] for name, code in _OTHER_NAMES.items() if code in codes}
        agencies: dict[str, int] = {}
        for pk, name, short in ExternalAgency.objects.values_list("pk", "name", "short_name"):
            agencies |= {fold(text): pk for text in (short, name) if text}
        units = Unit.objects.filter(registry_office__isnull=False).values_list("name", "pk")
        names = sorted((fold(row.name) for row in rows), key=len, reverse=True)
        return cls(
            types, {row.pk: row.name for row in rows}, codes, agencies,
            {fold(name): pk for name, pk in units},
            re.compile(rf"({'|'.join(map(re.escape, names)) or '(?!)'})\b"),
        )  # fmt: skip

    @property
    def letter(self) -> int:
        return self.codes["official_letter"]

    @property
    def petition(self) -> int:
        return self.codes["petition"]

    def type_name(self, type_id: int) -> str:
        return self.names[type_id]

    def type_of(self, code: str) -> int | None:
        return self.codes.get(code)

    def type_named(self, text: str) -> int | None:
        """The type that a cell names in full or by its abbreviation."""
        return self.types.get(fold(text).strip(" ."))

    def type_leading(self, subject: str) -> int | None:
        """The type with which "Tên loại và trích yếu" begins; of "V/v …" none."""
        match = self.leading.match(fold(subject))
        return self.types.get(match[1]) if match else None

    def issuer(self, name: str) -> dict[str, int]:
        """The agency of the directory, or office of the house, of just that name."""
        key = fold(name)
        if key in self.agencies:
            return {"issuer_id": self.agencies[key]}
        return {"issuer_unit_id": self.units[key]} if key in self.units else {}
