# SPDX-License-Identifier: AGPL-3.0-or-later
"""Columns 7 to 9 of the register: who received a paper, when it was passed on, who signed for it.

Read from the recipient flows of the paper's own office; what heads assigned on is their affair.
The time of electronic receipt stands where the paper book has a signature (Decree 30/2020,
Appendix IV; transfer book).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F

from congso.common import clock
from congso.routing.enums import GONE, OPEN, FinishKind, Role, State
from congso.routing.models import Flow, Proposal

BATCH = 2000
ROLE_ORDER = {Role.LEAD: 0, Role.COOPERATE: 1, Role.KNOW: 2}


@dataclass(frozen=True)
class Receiver:
    """One unit or person a paper was passed on to."""

    name: str
    role: str
    passed_on_at: dt.datetime
    signed: str
    state: str
    due_at: dt.datetime | None
    ended_at: dt.datetime | None
    finish_kind: str
    answer: str

    @property
    def is_lead(self) -> bool:
        return self.role == Role.LEAD


@dataclass
class ReceiverFacts:
    """All receivers of one paper, lead first, and when it was first before a leader."""

    receivers: list[Receiver] = field(default_factory=list)
    presented_at: dt.datetime | None = None

    @property
    def passed_on_at(self) -> dt.datetime | None:
        return min((r.passed_on_at for r in self.receivers), default=None)

    @property
    def leads(self) -> list[Receiver]:
        return [r for r in self.receivers if r.is_lead]

    @property
    def lead_name(self) -> str:
        return ", ".join(dict.fromkeys(r.name for r in self.leads))

    @property
    def is_handled(self) -> bool:
        return bool(self.leads) and all(r.state == State.DONE for r in self.leads)

    @property
    def due_at(self) -> dt.datetime | None:
        return min((r.due_at for r in self.leads if r.due_at), default=None)


NO_FACTS = ReceiverFacts()

FIELDS = (
    "document_id", "role", "sent_at", "accepted_at", "received_at", "read_at", "state", "due_at",
    "ended_at", "finish_kind", "finish_note", "copy_number",
)  # fmt: skip
NAMED = {
    "unit_name": F("unit__name"),
    "person_name": F("person__full_name"),
    "accepted_name": F("accepted_by__full_name"),
    "read_name": F("read_by__full_name"),
    "answer_symbol": F("answer__symbol"),
}


def receiver_facts(document_ids: Sequence[int]) -> dict[int, ReceiverFacts]:
    """What is known of the receivers of these papers; a paper without any is left out."""
    facts: dict[int, ReceiverFacts] = defaultdict(ReceiverFacts)
    for batch in _batches(document_ids):
        flows = Flow.objects.filter(document__in=batch, parent__isnull=True).exclude(state__in=GONE)
        for row in flows.order_by("pk").values(*FIELDS, **NAMED):
            facts[row["document_id"]].receivers.append(_receiver(row))
        presented = Proposal.objects.filter(document__in=batch, presented_at__isnull=False)
        for document, at in presented.order_by("-presented_at").values_list(
            "document_id", "presented_at"
        ):
            facts[document].presented_at = at
    for found in facts.values():
        found.receivers.sort(key=lambda r: ROLE_ORDER[Role(r.role)])
    return dict(facts)


def _receiver(row: dict[str, Any]) -> Receiver:
    return Receiver(
        name=row["person_name"] or row["unit_name"],
        role=row["role"],
        passed_on_at=row["sent_at"],
        signed=_signed(row),
        state=row["state"],
        due_at=row["due_at"],
        ended_at=row["ended_at"],
        finish_kind=row["finish_kind"],
        answer=_answer(row),
    )


def _signed(row: dict[str, Any]) -> str:
    """Who took it, and when; the number in its own book where another office received it."""
    at = row["accepted_at"] or row["received_at"] or row["read_at"]
    if at is None:
        return ""
    name = row["accepted_name"] or row["read_name"] or row["person_name"] or ""
    if row["copy_number"]:
        name = f"{name} (số đến {row['copy_number']})".strip()
    return f"{name} {clock.local(at):%d/%m %H:%M}".strip()


def _answer(row: dict[str, Any]) -> str:
    if row["finish_kind"] != FinishKind.ANSWERED:
        return ""
    return str(row["answer_symbol"] or row["finish_note"] or "")


def is_open(receiver: Receiver) -> bool:
    """Whether the receiver still has it."""
    return receiver.state in OPEN


def _batches(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[i : i + BATCH] for i in range(0, len(ids), BATCH))
