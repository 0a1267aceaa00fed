# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the distribution form is prefilled with, and why (UI.md 5, "Distribution queue").

The lead by how the last papers of that sender with like words went; else by the unit's key words.
The leader by the fields of the day. Shown with its reason; a doubtful one is never sent in a batch.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from congso.common import clock
from congso.common.vietnamese import fold
from congso.documents.models import Document, Invitation
from congso.organisation.queries import field_leader, leaders_of, units_of, working_calendar
from congso.routing import words as subject_words
from congso.routing.deadlines import Due, by_urgency, settled
from congso.routing.models import Precedent, RoutineKind, UnitKeyword

LOOKED_AT = 200
# Shares of words that make two subjects alike, and from which a suggestion may go in a batch.
ALIKE = 0.3
SURE = 0.55
# From one sender the sender itself tells something, whatever the subject.
SAME_SENDER = 0.15
COMPARED = ("lead_unit", "words", "supporting", "issuer", "issuer_unit", "type")
BY_KEYWORD = 0.6
BY_NAME = 0.4

# Marked by hand: kept with the proposal as message ids and translated when shown.
WHY_PRECEDENT = "%(count)d like papers of %(issuer)s went to %(unit)s"
WHY_KEYWORD = "the subject names “%(phrase)s”: %(unit)s"
WHY_NOTHING = "no like paper has gone before"


@dataclass(frozen=True)
class Suggestion:
    """What to propose. `why` is a message id with `why_values`; `is_sure` allows one key."""

    lead_unit_id: int | None = None
    leader_id: int | None = None
    supporting_ids: tuple[int, ...] = ()
    due: Due = field(default_factory=Due)
    confidence: float = 0.0
    why: str = WHY_NOTHING
    why_values: dict[str, object] = field(default_factory=dict)
    may_go_straight: bool = False

    @property
    def is_sure(self) -> bool:
        return self.confidence >= SURE and self.lead_unit_id is not None


@dataclass(frozen=True)
class Lead:
    """Where a paper of a queue will probably go; `is_sure` as in a whole suggestion."""

    unit_id: int
    code: str
    name: str
    is_sure: bool


@dataclass(frozen=True)
class _Lead:
    unit_id: int
    confidence: float
    why: str
    why_values: dict[str, object]
    supporting: tuple[int, ...] = ()


def suggestion(document: Document, *, now: dt.datetime | None = None) -> Suggestion:
    """The suggestion for one paper. The number of queries does not depend on the past."""
    now = now or clock.now()
    units = {unit.pk: unit.name for unit in units_of(document.office_id, clock.day_of(now))}
    lead = _by_precedent(document, units) or _by_words(document, units)
    due = _due(document, now)
    straight = RoutineKind.objects.filter(office=document.office_id, type=document.type_id)
    may_go_straight = document.office.office_may_send_straight and straight.exists()
    if lead is None:
        return Suggestion(leader_id=_head(document, now), due=due, may_go_straight=may_go_straight)
    leader_id = field_leader(lead.unit_id, document.office_id, clock.day_of(now))
    return Suggestion(
        lead_unit_id=lead.unit_id,
        leader_id=leader_id or _head(document, now),
        supporting_ids=tuple(pk for pk in lead.supporting if pk in units and pk != lead.unit_id),
        due=due,
        confidence=round(lead.confidence, 2),
        why=lead.why,
        why_values=lead.why_values,
        may_go_straight=may_go_straight,
    )


def leads_of(documents: Sequence[Document], *, now: dt.datetime | None = None) -> dict[int, Lead]:
    """The probable lead of each paper of one office, in four queries whatever their number."""
    if not documents:
        return {}
    office_id = documents[0].office_id
    day = clock.day_of(now or clock.now())
    units = {unit.pk: unit for unit in units_of(office_id, day)}
    names = {pk: unit.name for pk, unit in units.items()}
    past = _past_of_all(office_id, documents)
    keywords = list(UnitKeyword.objects.filter(unit__in=units))
    found = {}
    for document in documents:
        of_sender, rows = past(document)
        lead = _vote(document, names, of_sender, rows) or _hit(document, names, keywords)
        if lead is not None:
            unit = units[lead.unit_id]
            sure = round(lead.confidence, 2) >= SURE
            found[document.pk] = Lead(unit.pk, unit.code, unit.name, sure)
    return found


Past = Callable[[Document], tuple[bool, list[Precedent]]]


def _past_of_all(office_id: int, documents: Sequence[Document]) -> Past:
    """The last papers of all these senders and types, fetched at once."""
    rows = Precedent.objects.filter(office=office_id).only("direction_id", *COMPARED)
    kept: dict[tuple[str, int | None], list[Precedent]] = defaultdict(list)
    for name in ("issuer_id", "issuer_unit_id", "type_id"):
        wanted = {getattr(document, name) for document in documents} - {None}
        if name == "type_id":
            wanted = {d.type_id for d in documents if not (d.issuer_id or d.issuer_unit_id)}
        newest = rows.filter(**{f"{name}__in": wanted}).order_by("-at") if wanted else ()
        for row in newest[: LOOKED_AT * 20] if wanted else ():
            near = kept[(name, getattr(row, name))]
            if len(near) < LOOKED_AT:
                near.append(row)

    def past(document: Document) -> tuple[bool, list[Precedent]]:
        for name in ("issuer_id", "issuer_unit_id"):
            if getattr(document, name):
                return True, kept[(name, getattr(document, name))]
        return False, kept[("type_id", document.type_id)]

    return past


def _by_precedent(document: Document, units: dict[int, str]) -> _Lead | None:
    of_sender, past = _past(document)
    return _vote(document, units, of_sender, past)


def _vote(
    document: Document, units: dict[int, str], of_sender: bool, past: Iterable[Precedent]
) -> _Lead | None:
    """Votes of the last papers of that sender (else of that type), each by its likeness."""
    words = set(subject_words.words_of(document.subject))
    votes: dict[int, float] = defaultdict(float)
    counts: dict[int, int] = defaultdict(int)
    best: dict[int, tuple[float, tuple[int, ...]]] = {}
    for row in past:
        like = subject_words.likeness(words, set(row.words))
        if row.lead_unit_id not in units or (like < ALIKE and not of_sender):
            continue
        votes[row.lead_unit_id] += like**2 + (SAME_SENDER**2 if of_sender else 0)
        if like >= ALIKE:
            counts[row.lead_unit_id] += 1
            if like > best.get(row.lead_unit_id, (0.0, ()))[0]:
                best[row.lead_unit_id] = (like, tuple(row.supporting))
    if not best:
        return None
    unit_id = max(best, key=lambda pk: (votes[pk], pk))
    like, supporting = best[unit_id]
    confidence = like * votes[unit_id] / sum(votes.values())
    values = {
        "count": counts[unit_id],
        "issuer": document.issuer_name,
        "unit": units[unit_id],
    }
    return _Lead(unit_id, confidence, WHY_PRECEDENT, values, supporting)


def _past(document: Document) -> tuple[bool, Iterable[Precedent]]:
    rows = Precedent.objects.filter(office=document.office_id)
    if document.issuer_id:
        return True, _last(rows.filter(issuer=document.issuer_id))
    if document.issuer_unit_id:
        return True, _last(rows.filter(issuer_unit=document.issuer_unit_id))
    return False, _last(rows.filter(type=document.type_id))


def _last(rows: QuerySet[Precedent]) -> list[Precedent]:
    return list(rows.only("direction_id", *COMPARED).order_by("-at")[:LOOKED_AT])


def _by_words(document: Document, units: dict[int, str]) -> _Lead | None:
    return _hit(document, units, UnitKeyword.objects.filter(unit__in=units))


def _hit(
    document: Document, units: dict[int, str], keywords: Iterable[UnitKeyword]
) -> _Lead | None:
    """The longest key word found in the subject; else the unit whose own name it speaks of."""
    subject = f" {' '.join(fold(document.subject).split())} "
    hits = [row for row in keywords if f" {row.folded} " in subject]
    if hits:
        row = max(hits, key=lambda row: (len(row.folded), -row.pk))
        values: dict[str, object] = {"phrase": row.phrase, "unit": units[row.unit_id]}
        rivals = {hit.unit_id for hit in hits}
        return _Lead(row.unit_id, BY_KEYWORD / len(rivals), WHY_KEYWORD, values)
    named = [(matter, pk) for pk, name in units.items() if (matter := _matter(name))]
    found = [(matter, pk) for matter, pk in named if f" {matter} " in subject]
    if not found:
        return None
    matter, pk = max(found, key=lambda hit: (len(hit[0]), -hit[1]))
    return _Lead(pk, BY_NAME, WHY_KEYWORD, {"phrase": matter, "unit": units[pk]})


KINDS_OF_UNIT = ("chi cuc", "phong", "trung tam", "ban quan ly", "van phong", "tram", "hat")


def _matter(name: str) -> str:
    """What a unit is about: "trong trot" of Phòng Trồng trọt; "" where the name does not say."""
    folded = " ".join(fold(name).split())
    kind = next((k for k in KINDS_OF_UNIT if folded.startswith(f"{k} ")), None)
    matter = folded[len(kind) + 1 :] if kind else ""
    return matter if len(matter.split()) > 1 else ""


def _due(document: Document, now: dt.datetime) -> Due:
    """The hour of the meeting; the date the paper names; else by urgency."""
    meets_at = (
        Invitation.objects.filter(document=document).values_list("meets_at", flat=True).first()
    )
    if meets_at is not None:
        return Due.by_hour(meets_at) if meets_at > now else Due()
    if document.due_at is not None:
        return settled(None, above=document.due_at, now=now)
    return by_urgency(document.urgency, working_calendar(), now)


def _head(document: Document, now: dt.datetime) -> int | None:
    first = leaders_of(document.office_id, clock.day_of(now)).first()
    return first.person_id if first else None
