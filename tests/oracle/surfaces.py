# SPDX-License-Identifier: AGPL-3.0-or-later
"""The roads on which papers are shown, each as "what does this person see there?".

A road answers with the papers shown in full and those shown in outline. `EXACT` roads must show
what the oracle says, no less and no more; the others show a part of it, and never more. A new
road is one line in one of the two tables.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from congso.common.actor import Actor
from congso.documents import lists, queries, search
from congso.documents.models import Document
from congso.documents.policies import DOCUMENTS
from congso.reports import exports
from congso.routing.models import Extension, Flow, Proposal
from congso.routing.policies import EXTENSIONS, FLOWS, PAPERS, PROPOSALS
from tests.oracle.world import COMMON


@dataclass
class Shown:
    full: set[int] = field(default_factory=set)
    outline: set[int] = field(default_factory=set)

    def add(self, pk: int, is_outline: bool) -> None:
        (self.outline if is_outline else self.full).add(pk)


def newest(actor: Actor) -> Shown:
    """All papers, newest first."""
    shown = Shown()
    for row in queries.newest(actor, limit=5000):
        shown.add(row.document.pk, row.is_outline)
    return shown


def policy(actor: Actor) -> Shown:
    """What guards a paper's page, its files, pages, words and stamp."""
    full = set(DOCUMENTS.filter(Document.objects.all(), actor, "view").values_list("pk", flat=True))
    some = DOCUMENTS.filter(Document.objects.all(), actor, "outline")
    return Shown(full, set(some.values_list("pk", flat=True)) - full)


def found(actor: Actor) -> Shown:
    """Search by a word of all subjects. Outlines are not found by words."""
    shown = Shown()
    for row in search.search(actor, COMMON, limit=5000).rows:
        shown.add(row.document.pk, row.is_outline)
    return shown


def exported(actor: Actor) -> Shown:
    """The rows of an export of everything."""
    shown = Shown()
    for row in exports.rows_for(actor, exports.Wanted()):
        shown.add(row.document.pk, row.is_outline)
    return shown


EXACT: dict[str, Callable[[Actor], Shown]] = {
    "newest": newest,
    "policy": policy,
    "search": found,
    "export": exported,
}
WITHOUT_OUTLINES = {"search"}


def listed(actor: Actor) -> dict[str, Shown]:
    """Every list the person is offered, by its key."""
    result = {}
    for item in lists.offered_to(actor):
        result[item.key] = shown = Shown()
        for row in item.page(actor, size=5000).rows:
            shown.add(row.document.pk, row.is_outline)
    return result


def may_on_papers(actor: Actor, verb: str) -> set[int]:
    """The papers on which the product allows the verb, by whichever table names it."""
    table = PAPERS if verb in PAPERS.actions else DOCUMENTS
    return set(table.filter(Document.objects.all(), actor, verb).values_list("pk", flat=True))


def may_on_proposals(actor: Actor, verb: str) -> set[int]:
    return set(PROPOSALS.filter(Proposal.objects.all(), actor, verb).values_list("pk", flat=True))


def may_on_flows(actor: Actor, verb: str) -> set[int]:
    return set(FLOWS.filter(Flow.objects.all(), actor, verb).values_list("pk", flat=True))


def may_on_later_dates(actor: Actor, verb: str) -> set[int]:
    """The flows on whose asked later date the product allows the verb."""
    asked = EXTENSIONS.filter(Extension.objects.all(), actor, verb)
    return set(asked.values_list("flow", flat=True))
