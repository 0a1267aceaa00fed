# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a search that finds little may have meant: a month, a digit wrong, a word too many.

People look with scraps ("số 3178 hay 3187 gì đó của Tài chính", "Sở Nội vụ tháng 10"). Rights and
filters hold as in the search itself; nothing is shown here that it would not show.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice, pairwise

from django.db.models import Q

from congso.access import queries as access
from congso.access.enums import ObjectKind
from congso.access.principals import kind_of
from congso.access.queries import principals_of
from congso.common import clock
from congso.common.actor import Actor
from congso.common.vietnamese import fold
from congso.documents import search
from congso.documents.models import Document
from congso.documents.queries import Listed
from congso.documents.search import Filters

FEW = 5  # so many hits need no help
MOST = 20
WORDS_MOST = 8
NUMBERS_MOST = 3  # one query each
MONTH = re.compile(r"\b(?:thang|thg|t)\.?\s*(1[0-2]|0?[1-9])(?:\s*(?:/|nam)\s*(20\d\d))?(?!\d)")
NUMBER = re.compile(r"\d{3,7}")
# Words that people put between the scraps they know.
FILLERS = frozenset(
    ("cua", "ve", "gui", "hoi", "khoang", "gi", "do", "cai", "hay", "la", "va", "cho", "voi")
)
Way = Callable[[Actor, str, Filters], list[int]]


def near(actor: Actor, text: str, filters: Filters, shown: Sequence[int] = ()) -> list[Listed]:
    """Papers close to `text`, best first, without those `shown` already (ids); at most 20.

    Read as a month and a sender, with one digit wrong, with most of its words; the first way that
    finds something answers.
    """
    for way in WAYS:
        found = [pk for pk in way(actor, fold(text), filters) if pk not in shown]
        if found:
            return search.listed(found[:MOST])
    return []


def _in_month(actor: Actor, text: str, filters: Filters) -> list[int]:
    """“so tai chinh thang 10”: what the month brought of those words."""
    match = MONTH.search(text)
    if match is None or filters.arrived_from or filters.arrived_until:
        return []
    words = _words(text[: match.start()] + " " + text[match.end() :])
    first = _first_of(int(match[1]), match[2])
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    narrowed = replace(filters, arrived_from=first, arrived_until=last)
    return search.matching(actor, words, narrowed, MOST, None) if words else []


def _first_of(month: int, year: str | None) -> dt.date:
    """The month meant: of the year said, else the last one that has begun."""
    today = clock.today()
    if year is None:
        return dt.date(today.year if month <= today.month else today.year - 1, month, 1)
    return dt.date(int(year), month, 1)


def _one_digit_off(actor: Actor, text: str, filters: Filters) -> list[int]:
    """“3178/stc-ns” for 3187/STC-NS: a digit wrong, or two in the other order."""
    found: list[int] = []
    for match in islice(NUMBER.finditer(text), NUMBERS_MOST):
        words = _words(text[: match.start()] + " " + text[match.end() :])
        numbers = _alike(match[0])
        papers = Document.objects.filter(
            Q(symbol_number__in=numbers) | Q(number__in=numbers),
            access.visible(actor, ObjectKind.DOCUMENT),
        )
        papers = search.narrowed(papers, filters)
        if words:
            query = search.query_of(words)
            papers = papers.extra(
                where=[
                    "documents_document.id IN (SELECT document_id FROM documents_searchentry "
                    "WHERE fts @@ to_tsquery('simple', %s))"
                ],
                params=[query],
            )
        found += papers.order_by("-created_at", "-pk").values_list("pk", flat=True)[:MOST]
    return list(dict.fromkeys(found))


def _alike(number: str) -> list[int]:
    """Numbers that differ in one digit, or in the order of two neighbours."""
    others = {
        number[:at] + digit + number[at + 1 :]
        for at in range(len(number))
        for digit in "0123456789"
        if digit != number[at]
    }
    for at, (left, right) in enumerate(pairwise(number)):
        others.add(number[:at] + right + left + number[at + 2 :])
    return sorted(int(one) for one in others - {number})


_MOST_WORDS = """
SELECT document_id FROM (
    SELECT s.document_id, s.created_at, {hits} AS hits
      FROM {entries} s {join}
     WHERE s.acl && %(principals)s::int[] AND s.fts @@ to_tsquery('simple', %(any)s)
           {before} {filters}) c
 WHERE hits >= %(needed)s ORDER BY hits DESC, created_at DESC, document_id DESC LIMIT %(limit)s
"""
_NEWEST = """(SELECT * FROM documents_searchentry ORDER BY created_at DESC, document_id DESC
               LIMIT %(walked)s)"""


def _most_words(actor: Actor, text: str, filters: Filters) -> list[int]:
    """Papers with most of the words: at least two, and more than half of them."""
    words = _words(text)[:WORDS_MOST]
    if len(words) < 3:
        return []
    principals = principals_of(actor)
    parameters = {
        "principals": sorted(principals),
        "any": " | ".join(words),
        "needed": max(2, len(words) // 2 + 1),
        "limit": MOST,
        "walked": search.WALKED,
        **{f"w{at}": word for at, word in enumerate(words)},
    }
    parts = search.parts_of((), filters, None, parameters)
    wide = any(kind_of(principal) in search.WIDE for principal in principals)
    hits = " + ".join(
        f"(s.fts @@ to_tsquery('simple', %(w{at})s))::int" for at in range(len(words))
    )
    entries = _NEWEST if wide else "documents_searchentry"
    sql = _MOST_WORDS.replace("{hits}", hits).replace("{entries}", entries)
    return search.run(sql, parts, parameters)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in search.WORD.findall(text) if word not in FILLERS)


WAYS: tuple[Way, ...] = (_in_month, _one_digit_off, _most_words)
