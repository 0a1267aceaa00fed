# SPDX-License-Identifier: AGPL-3.0-or-later
"""A paper and its directions in the words of the slips (documents.printing.slips)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from congso.documents.models import Document
from congso.documents.printing.slips import Opinion, Opinions, PaperWords
from congso.reports import wording
from congso.reports.registers import complainant_of
from congso.routing.enums import Role, Way
from congso.routing.models import Direction, Progress
from congso.routing.models import Opinion as GivenOpinion
from congso.routing.queries.tree import Branch, Node, Tree, tree_of

ROLE_WORDS = {Role.LEAD: "Chủ trì", Role.COOPERATE: "Phối hợp", Role.KNOW: "Để biết"}
REGULAR = "công việc thường xuyên"


def words_of(document: Document, *, in_full: bool) -> PaperWords:
    """The paper in words. Without `in_full` (a restricted one) number and day only."""
    number, arrived = wording.number(document), wording.day(document.arrived_on)
    if not in_full:
        return PaperWords(number, arrived, "", "", "", "", wording.RESTRICTED)
    person = complainant_of(document)
    return PaperWords(
        number=number,
        arrived=arrived,
        type_name=document.type.name,
        symbol=document.symbol,
        issued=wording.day(document.issued_on),
        author=wording.author(document, person),
        subject=wording.without(person, document.subject),
        due=wording.due(document.due_at),
        urgency=wording.URGENCY_WORDS.get(document.urgency, ""),
    )


def opinions_of(document: Document) -> Opinions:
    """What the Office proposed, leaders and heads directed and handlers said, in order."""
    tree = tree_of(document)
    nodes = list(tree.nodes())
    return Opinions(
        proposed=tuple(_proposal(tree)),
        leader=tuple(_directions(tree.branches)),
        unit_leader=tuple(_directions(branch for node in nodes for branch in node.directions)),
        handler=tuple(_said(document)),
    )


def _proposal(tree: Tree) -> Iterator[Opinion]:
    if tree.proposal is None:
        return
    lines = [tree.proposal.text, *_recipients(tree.planned)]
    author = tree.proposal.author.full_name if tree.proposal.author else ""
    yield Opinion(author, wording.moment(tree.proposal.entered_at), tuple(filter(None, lines)))


def _directions(branches: Iterable[Branch]) -> Iterator[Opinion]:
    for branch in branches:
        if (direction := branch.direction) is not None:
            lines = [direction.text, *_recipients(branch.nodes), *_due(direction)]
            yield Opinion(_author(direction), _day(direction), tuple(filter(None, lines)))


def _author(direction: Direction) -> str:
    """The leader with his title; whom he stood in for; who entered it for him."""
    words = ", ".join(filter(None, (direction.author.full_name, direction.author_title)))
    if direction.acting_for:
        words += f" (xử lý thay, theo ủy quyền của {direction.acting_for.full_name})"
    if direction.entered_by and direction.way in (Way.HANDWRITTEN, Way.SPOKEN):
        kind = "bút phê" if direction.way == Way.HANDWRITTEN else "chỉ đạo miệng"
        words += f" (ghi theo {kind}, người nhập {direction.entered_by.full_name})"
    return words


def _day(direction: Direction) -> str:
    return wording.day(direction.paper_date) or wording.moment(direction.given_at)


def _recipients(nodes: Iterable[Node]) -> Iterator[str]:
    by_role: dict[str, list[str]] = {}
    for node in nodes:
        by_role.setdefault(str(node.role), []).append(node.name)
    for role, words in ROLE_WORDS.items():
        if names := by_role.get(str(role)):
            yield f"{words}: {', '.join(names)}."


def _due(direction: Direction) -> Iterator[str]:
    if direction.due_at:
        yield f"Thời hạn: {wording.due(direction.due_at)}."
    elif direction.due_kind == "regular":
        yield f"Thời hạn: {REGULAR}."


def _said(document: Document) -> Iterator[Opinion]:
    """Opinions and reports of handlers by time."""
    opinions = GivenOpinion.objects.filter(flow__document=document).select_related("author")
    reports = Progress.objects.filter(flow__document=document).select_related("author")
    said: list[tuple[dt.datetime, str, str]] = [
        (one.at, one.author.full_name, one.text or str(one.get_verdict_display()))
        for one in opinions
    ]
    said += [(one.at, one.author.full_name, one.text) for one in reports]
    for at, name, text in sorted(said):
        yield Opinion(name, wording.moment(at), (text,))
