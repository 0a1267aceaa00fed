# SPDX-License-Identifier: AGPL-3.0-or-later
"""The six papers on which the product rests, and the annex, as imported lines of closed books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from congso.operations.demo.organisation import DATA_DIR, load_yaml

SOURCE_DIR = DATA_DIR / "source"


@dataclass(frozen=True, slots=True)
class SourceAnnex:
    """The Quy chế attached to Decision 3842: no number of its own."""

    title: str
    text: str
    signer: str
    capacity: str | None
    recipients: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """One paper as printed; None where the original says nothing (see the notes)."""

    id: str
    book_year: int
    number: int | None
    symbol: str | None
    symbol_note: str
    type: str
    subject: str
    issued: date | None
    date_note: str
    drafting_unit: str
    signer: str
    capacity: str | None
    to: tuple[str, ...]
    recipients: tuple[str, ...]
    initials_note: str
    copies: int | None
    missing_annex: str
    cites: tuple[str, ...]
    text: str
    annex: SourceAnnex | None
    notes: tuple[tuple[str, str], ...]

    @property
    def symbol_shown(self) -> str:
        """Return the symbol, or the words that say it is not known."""
        return self.symbol or self.symbol_note


@dataclass(frozen=True, slots=True)
class CitedPaper:
    """A paper the six refer to; the same number may stand with two dates (I-05)."""

    symbol: str
    type: str
    issuer: str
    issued: date
    cited_by: tuple[str, ...]


def source_text(name: str) -> str:
    """Return the full wording of one source text."""
    return (SOURCE_DIR / name).read_text(encoding="utf-8")


def _notes(raw: list[dict[str, str]] | None) -> tuple[tuple[str, str], ...]:
    return tuple((note["code"], note["text"]) for note in raw or ())


def _annex(raw: dict[str, Any] | None) -> SourceAnnex | None:
    if raw is None:
        return None
    return SourceAnnex(
        title=raw["title"],
        text=source_text(raw["text"]),
        signer=raw["signer"],
        capacity=raw["capacity"],
        recipients=tuple(raw["recipients"]),
        notes=_notes(raw["notes"]),
    )


def _document(raw: dict[str, Any]) -> SourceDocument:
    return SourceDocument(
        id=raw["id"],
        book_year=raw["book_year"],
        number=raw["number"],
        symbol=raw["symbol"],
        symbol_note=raw.get("symbol_note", ""),
        type=raw["type"],
        subject=raw["subject"],
        issued=raw["issued"],
        date_note=raw.get("date_note", ""),
        drafting_unit=raw["drafting_unit"],
        signer=raw["signer"],
        capacity=raw["capacity"],
        to=tuple(raw.get("to", ())),
        recipients=tuple(raw["recipients"]),
        initials_note=raw.get("initials_note", ""),
        copies=raw["copies"],
        missing_annex=raw.get("missing_annex", ""),
        cites=tuple(raw.get("cites", ())),
        text=source_text(raw["text"]),
        annex=_annex(raw.get("annex")),
        notes=_notes(raw["notes"]),
    )


@lru_cache(maxsize=1)
def load_source_documents() -> tuple[SourceDocument, ...]:
    """Return the six papers in the order of their books."""
    return tuple(_document(raw) for raw in load_yaml("source_documents.yaml")["documents"])


@lru_cache(maxsize=1)
def load_cited_papers() -> tuple[CitedPaper, ...]:
    """Return the papers cited by the six."""
    rows = load_yaml("source_documents.yaml")["cited"]
    return tuple(CitedPaper(**{**row, "cited_by": tuple(row["cited_by"])}) for row in rows)
