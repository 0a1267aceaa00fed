# SPDX-License-Identifier: AGPL-3.0-or-later
"""The papers of the demo story as typed values, read from ``data/papers.yaml``.

Days are kept as working days relative to T here; ``plan`` gives them real dates and numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from congso.operations.demo.organisation import load_yaml

INCOMING, OUTGOING, INTERNAL, DRAFT = "incoming", "outgoing", "internal", "draft"
_SECTIONS = (
    ("incoming", INCOMING),
    ("outgoing", OUTGOING),
    ("internal", INTERNAL),
    ("extra_incoming", INCOMING),
    ("extra_outgoing", OUTGOING),
    ("drafts", DRAFT),
)
# Facts of one trail only (deliveries, returns, reminders …) stay a mapping with these keys.
DETAIL_KEYS = frozenset(
    {
        "deliveries",
        "returns",
        "reminders",
        "extension",
        "opinions",
        "reregistered",
        "recall_reason",
        "missing_annex",
        "handwritten_direction",
        "finished",
        "answered_by",
        "attends",
        "citizen",
        "old_file",
        "directed_at",
        "proposed_at",
        "opened_at",
        "content_initial",
        "format_initial",
        "drafter",
        "link_kind",
        "book_number",
    }
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A working day relative to T with an optional hour ("08:20")."""

    day: int
    time: str | None = None
    road: str | None = None


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, as printed; ``login`` only for people of the demo organisation."""

    name: str
    capacity: str
    login: str | None = None


@dataclass(frozen=True, slots=True)
class DemoMeeting:
    """Hour, place, chair and invited of a giấy mời."""

    day: int
    time: str
    place: str
    chair: str
    invited: tuple[str, ...]
    delegates: int | None = None


@dataclass(frozen=True, slots=True)
class Cooperation:
    """A co-operating unit and the day its opinion is due."""

    unit: str
    by: int


@dataclass(frozen=True, slots=True)
class DemoAnnex:
    """An annex file to be made: kind "pdf", "xlsx" or "docx"."""

    kind: str
    name: str
    title: str
    form: str | None = None


@dataclass(frozen=True, slots=True)
class DemoPaper:
    """One paper as written in the data file."""

    n: int
    direction: str
    sender: str
    symbol: str
    type: str
    subject: str
    issued: int
    body: tuple[str, ...]
    signer: Signer
    stage: str
    time: str | None = None
    arrived: Moment | None = None
    also_arrived: tuple[Moment, ...] = ()
    registered: str | None = None
    anchor: int | None = None
    book: str | None = None
    urgency: str = "normal"
    pages: int = 1
    deadline: Moment | None = None
    to: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    lead: str | None = None
    cooperate: tuple[Cooperation, ...] = ()
    leader: str | None = None
    officer: str | None = None
    proposal: str = ""
    direction_text: str = ""
    restricted: tuple[str, ...] = ()
    meeting: DemoMeeting | None = None
    annexes: tuple[DemoAnnex, ...] = ()
    drafting_unit: str | None = None
    based_on: tuple[int, ...] = ()
    look: str = "clean"
    trails: tuple[str, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)


_PLAIN = (
    "n",
    "sender",
    "symbol",
    "type",
    "issued",
    "stage",
    "time",
    "registered",
    "anchor",
    "book",
    "urgency",
    "pages",
    "lead",
    "leader",
    "officer",
    "proposal",
    "drafting_unit",
    "look",
)
_TUPLES = ("to", "recipients", "restricted", "based_on", "trails")
_NESTED = (
    "subject",
    "body",
    "signer",
    "arrived",
    "also_arrived",
    "deadline",
    "cooperate",
    "direction",
    "meeting",
    "annexes",
)
_KNOWN = set(_PLAIN) | set(_TUPLES) | set(_NESTED) | DETAIL_KEYS


def paragraphs(text: str) -> tuple[str, ...]:
    """Split a text at blank lines into its paragraphs."""
    return tuple(" ".join(part.split()) for part in text.strip().split("\n\n"))


def _meeting(raw: Mapping[str, Any] | None) -> DemoMeeting | None:
    return DemoMeeting(**{**raw, "invited": tuple(raw["invited"])}) if raw else None


def parse_paper(raw: Mapping[str, Any], direction: str) -> DemoPaper:
    """Turn one YAML mapping into a paper. Raises ValueError on an unknown key."""
    unknown = set(raw) - _KNOWN
    if unknown:
        raise ValueError(f"paper {raw.get('n')}: unknown keys {sorted(unknown)}")
    deadline, arrived = raw.get("deadline"), raw.get("arrived")
    given: dict[str, Any] = {key: raw[key] for key in _PLAIN if key in raw}
    given |= {key: tuple(raw[key]) for key in _TUPLES if key in raw}
    return DemoPaper(
        direction=direction,
        subject=raw["subject"],
        body=paragraphs(raw["body"]),
        signer=Signer(**raw["signer"]),
        arrived=Moment(**arrived) if arrived else None,
        also_arrived=tuple(Moment(**m) for m in raw.get("also_arrived", ())),
        deadline=Moment(**deadline) if deadline else None,
        cooperate=tuple(Cooperation(**c) for c in raw.get("cooperate", ())),
        direction_text=raw.get("direction", ""),
        meeting=_meeting(raw.get("meeting")),
        annexes=tuple(DemoAnnex(**a) for a in raw.get("annexes", ())),
        details=MappingProxyType({k: raw[k] for k in DETAIL_KEYS & set(raw)}),
        **given,
    )


@lru_cache(maxsize=1)
def load_papers() -> tuple[DemoPaper, ...]:
    """Return every paper of the story: the forty (n 1-40) and the further ones (n 41 and up)."""
    raw = load_yaml("papers.yaml")
    return tuple(
        parse_paper(paper, direction) for key, direction in _SECTIONS for paper in raw[key]
    )


@lru_cache(maxsize=1)
def load_trails() -> Mapping[str, Mapping[str, Any]]:
    """Return the trails a to q: title, the papers that carry it, further facts."""
    return MappingProxyType(load_yaml("papers.yaml")["trails"])
