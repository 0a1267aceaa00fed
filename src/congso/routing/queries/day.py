# SPDX-License-Identifier: AGPL-3.0-or-later
"""The evening of a clerk: what of today's papers is not in order yet (PRACTICE 6, flow 30)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet, Window

from congso.common import clock
from congso.common.actor import Actor
from congso.documents import queries, queries_books
from congso.documents.enums import State
from congso.documents.models import Document
from congso.documents.policies import DOCUMENTS, offices_as_clerk
from congso.routing.enums import Stage
from congso.routing.models import Proposal

SHOWN = 12
ORDER = ("-urgency", "created_at", "pk")


@dataclass(frozen=True)
class Block:
    """One list of the page: its first papers, and how many there are."""

    papers: Sequence[Document]
    count: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.papers)


@dataclass(frozen=True)
class Evening:
    """The lists of the page by key, and the figure of the day."""

    blocks: dict[str, Block]
    registered_today: int

    @property
    def is_clear(self) -> bool:
        """Whether nothing is left for today."""
        return not any(block.count for block in self.blocks.values())


def evening_of(actor: Actor, *, now: dt.datetime | None = None) -> Evening:
    """What the clerk of the actor's offices still has to look at: seven queries."""
    papers = Document.objects.filter(office__in=offices_as_clerk(actor))
    midnight = clock.at(clock.day_of(now or clock.now()), 0)
    registered = papers.filter(registered_at__gte=midnight).exclude(state=State.BLANK)
    return Evening(
        blocks={key: _first(found) for key, found in left_by(actor).items()},
        registered_today=registered.count(),
    )


def left_by(actor: Actor) -> dict[str, QuerySet[Document]]:
    """All papers of each list, in the order of ORDER."""
    offices = offices_as_clerk(actor)
    papers = Document.objects.filter(office__in=offices)
    seen = DOCUMENTS.filter(papers, actor, "outline").select_related("type", "office")
    open_proposals = Proposal.objects.filter(document=OuterRef("pk"))
    waiting = open_proposals.filter(stage__in=(Stage.READY, Stage.PRESENTED))
    numbered = seen.filter(state=State.REGISTERED)
    found = {
        "to-register": queries.to_register(actor),
        "to-distribute": numbered.filter(~Exists(waiting)),
        "to-present": numbered.filter(Exists(open_proposals.filter(stage=Stage.READY))),
        "to-fill-in": queries_books.unfilled(actor),
        "missing": seen.filter(is_missing_annex=True).exclude(state__in=SET_ASIDE),
        "sent": _sent_and_waiting(actor, offices),
    }
    return {key: papers.order_by(*ORDER) for key, papers in found.items()}


SET_ASIDE = (State.RETURNED, State.VOID, State.JOINED, State.WITHDRAWN)


def _sent_and_waiting(actor: Actor, offices: set[int]) -> QuerySet[Document]:
    """Papers of ours that lie in other offices' "to register": the paper here, the office there."""
    mine = DOCUMENTS.filter(Document.objects.filter(office__in=offices), actor, "outline")
    copies = Document.objects.filter(source__in=mine.values("pk"), state=State.RECEIVED)
    return copies.select_related("source__type", "office__unit")


def _first(papers: QuerySet[Document]) -> Block:
    """The first papers of a list with the number of all, in one query."""
    shown = list(papers.annotate(of_all=Window(Count("pk")))[:SHOWN])
    return Block(shown, shown[0].of_all if shown else 0)
