# SPDX-License-Identifier: AGPL-3.0-or-later
"""The evening of a clerk: what of today's papers is not in order yet (PRACTICE 6, flow 30)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from congso.common import clock
from congso.common.actor import Actor
from congso.documents import queries, queries_books
from congso.documents.enums import State
from congso.documents.models import Document
from congso.documents.policies import DOCUMENTS, offices_as_clerk
from congso.routing.enums import Stage
from congso.routing.models import Proposal

SHOWN = 50


@dataclass(frozen=True)
class Evening:
    """The lists of the page, each of at most 50 papers, and the figure of the day."""

    to_register: list[Document]
    not_distributed: list[Document]
    not_presented: list[Document]
    missing_annex: list[Document]
    blank: list[Document]
    not_taken_in: list[Document]
    registered_today: int

    @property
    def is_clear(self) -> bool:
        """Whether nothing is left for today."""
        return not any(
            (
                self.to_register, self.not_distributed, self.not_presented, self.missing_annex,
                self.blank, self.not_taken_in,
            )
        )  # fmt: skip


def evening_of(actor: Actor, *, now: dt.datetime | None = None) -> Evening:
    """What the clerk of the actor's offices still has to look at: seven queries."""
    offices = offices_as_clerk(actor)
    papers = Document.objects.filter(office__in=offices)
    seen = DOCUMENTS.filter(papers, actor, "outline").select_related("type", "office")
    open_proposals = Proposal.objects.filter(document=OuterRef("pk"))
    waiting = open_proposals.filter(stage__in=(Stage.READY, Stage.PRESENTED))
    numbered = seen.filter(state=State.REGISTERED)
    midnight = clock.at(clock.day_of(now or clock.now()), 0)
    return Evening(
        to_register=_some(queries.to_register(actor)),
        not_distributed=_some(numbered.filter(~Exists(waiting))),
        not_presented=_some(numbered.filter(Exists(open_proposals.filter(stage=Stage.READY)))),
        missing_annex=_some(seen.filter(is_missing_annex=True).exclude(state__in=SET_ASIDE)),
        blank=_some(queries_books.unfilled(actor)),
        not_taken_in=_some(_sent_and_waiting(actor, offices)),
        registered_today=papers.filter(registered_at__gte=midnight)
        .exclude(state=State.BLANK)
        .count(),
    )


SET_ASIDE = (State.RETURNED, State.VOID, State.JOINED, State.WITHDRAWN)


def _sent_and_waiting(actor: Actor, offices: set[int]) -> QuerySet[Document]:
    """Papers of ours that lie in other offices' "to register": the paper here, the office there."""
    mine = DOCUMENTS.filter(Document.objects.filter(office__in=offices), actor, "outline")
    copies = Document.objects.filter(source__in=mine.values("pk"), state=State.RECEIVED)
    return copies.select_related("source__type", "office__unit").order_by("created_at", "pk")


def _some(papers: QuerySet[Document]) -> list[Document]:
    return list(papers.order_by("-urgency", "created_at", "pk")[:SHOWN])
