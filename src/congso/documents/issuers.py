# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who issued a paper: an outside agency of the directory, a unit of the house, or free text.

In forms it is one value: "agency:12", "unit:3" or "text:Công dân".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from congso.accounts.models import Person
from congso.common import clock
from congso.common.numbers import read_number
from congso.common.vietnamese import fold, nfc
from congso.documents.incoming import UNKNOWN_PERSON
from congso.documents.models import Document
from congso.organisation.models import ExternalAgency, Unit
from congso.organisation.queries import external_agencies, valid_on, who

Pair = tuple[str, str]
WORD = re.compile(r"[0-9a-z]+")
UNKNOWN = "?"
WORDS_MOST = 8  # a name and a login have no more


@dataclass(frozen=True)
class Issuer:
    agency_id: int | None = None
    unit_id: int | None = None
    name: str = ""


def parse(value: str) -> Issuer:
    """The issuer a form's value means; anything without a known prefix is a name as typed."""
    kind, _colon, rest = value.partition(":")
    pk = read_number(rest)
    if kind == "agency" and pk:
        return Issuer(agency_id=pk)
    if kind == "unit" and pk:
        return Issuer(unit_id=pk)
    return Issuer(name=nfc(rest if kind == "text" else value).strip()[:300])


def typed(text: str) -> str:
    """The value for words that were typed and not picked: the agency of just that name, or text."""
    value, _label, likeness = match(text)
    return value if likeness >= 0.99 else f"text:{nfc(text).strip()}"


def value_of(document: Document) -> str:
    """The form's value for the issuer of a saved paper."""
    if document.issuer_id:
        return f"agency:{document.issuer_id}"
    if document.issuer_unit_id:
        return f"unit:{document.issuer_unit_id}"
    return f"text:{document.issuer_name}"


def chosen(values: list[str]) -> list[Pair]:
    """The names of values that stand in a form already."""
    pairs = []
    for value in values:
        issuer = parse(value)
        if issuer.agency_id:
            agencies = ExternalAgency.objects.filter(pk=issuer.agency_id)
            name = agencies.values_list("name", flat=True).first()
        elif issuer.unit_id:
            units = Unit.objects.filter(pk=issuer.unit_id)
            name = units.values_list("name", flat=True).first()
        else:
            pairs.append((f"text:{issuer.name}", issuer.name))
            continue
        pairs.append((value, name or UNKNOWN))
    return pairs


def suggest(text: str, *, limit: int = 10) -> list[Pair]:
    """Agencies and registry offices of the house matching the words, then the text itself."""
    pairs = [(f"agency:{a.pk}", a.name) for a in external_agencies(text, limit=limit)]
    words = fold(text).split()
    units = Unit.objects.filter(valid_on(clock.today()), registry_office__isnull=False)
    inside = [
        (f"unit:{unit.pk}", unit.name)
        for unit in units
        if all(word in fold(f"{unit.name} {unit.code}") for word in words)
    ]
    pairs += inside[: max(2, limit - len(pairs))]
    typed = nfc(text).strip()
    if typed and not any(fold(name) == fold(typed) for _value, name in pairs):
        pairs.append((f"text:{typed}", typed))
    return pairs


_SHORT = (
    ("uy ban nhan dan", "ubnd"),
    ("hoi dong nhan dan", "hdnd"),
    ("van phong", "vp"),
    ("nong nghiep va phat trien nong thon", "nn va ptnt"),
    ("phat trien nong thon", "ptnt"),
    ("nong nghiep", "nn"),
)
_NOISE = {"va", "cac", "cua", "-"}


def match(name: str, parent: str = "", notation: str = "") -> tuple[str, str, float]:
    """The agency of the directory (or office of the house) that a name on a paper means.

    Returns value, name and likeness from 0 to 1; free text with likeness 0 when none is like it.
    `parent` is the line above it on the paper; `notation` the letters of the symbol, which for
    the house's own offices are their symbol.
    """
    wanted = _tokens(name)
    best, likeness = ("", ""), 0.0
    for value, label, shorter in _directory():
        like = max(_likeness(wanted, _tokens(text)) for text in (label, shorter) if text)
        if like < 1 and parent:
            like = max(like, _likeness(wanted | _tokens(parent), _tokens(label)) * 0.95)
        if like > likeness:
            best, likeness = (value, label), like
    if likeness < 0.6 and (inside := _by_symbol(notation)):
        return *inside, 0.9
    if likeness >= 0.6:
        return *best, likeness
    typed = nfc(name).strip()
    return f"text:{typed}", typed, 0.0


def _directory() -> list[tuple[str, str, str]]:
    agencies = ExternalAgency.objects.filter(is_active=True).values_list("pk", "name", "short_name")
    units = Unit.objects.filter(valid_on(clock.today()), registry_office__isnull=False)
    return [
        *((f"agency:{pk}", name, shorter) for pk, name, shorter in agencies),
        *((f"unit:{pk}", name, "") for pk, name in units.values_list("pk", "name")),
    ]


def _by_symbol(notation: str) -> Pair | None:
    """745/BC-CCKL is of the office whose symbol is CCKL."""
    parts = notation.replace("/", "-").split("-")
    if not notation or not parts[-1]:
        return None
    today = clock.today()
    units = Unit.objects.filter(
        valid_on(today), registry_office__symbols__symbol=parts[-1]
    ).values_list("pk", "name")
    row = units.first()
    return (f"unit:{row[0]}", row[1]) if row else None


def _tokens(text: str) -> frozenset[str]:
    # the name of the province itself is not part of the directory's names
    folded = re.sub(r"\btinh [a-z]+ [a-z]+\Z", "tinh", fold(text))
    for long, short in _SHORT:
        folded = folded.replace(long, short)
    return frozenset(WORD.findall(folded)) - _NOISE


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0


def person_ids(values: Iterable[str]) -> tuple[int, ...]:
    """The persons chosen in a form; raises ValidationError when one of them is nobody."""
    ids = [read_number(value) for value in values]
    wanted = [pk for pk in ids if pk is not None]
    if len(wanted) < len(ids) or Person.objects.filter(pk__in=wanted).count() < len(set(wanted)):
        raise ValidationError(UNKNOWN_PERSON)
    return tuple(wanted)


def chosen_people(values: list[str]) -> list[Pair]:
    """Names of chosen persons with their posts."""
    ids = [pk for value in values if (pk := read_number(value)) is not None]
    people = who(ids)
    names = dict(Person.objects.filter(pk__in=ids).values_list("pk", "full_name"))
    return [
        (str(pk), f"{names[pk]} · {people[pk].title}" if pk in people else names[pk])
        for pk in ids
        if pk in names
    ]


def suggest_people(text: str, *, limit: int = 12) -> list[tuple[str, str, str]]:
    """Active persons whose name or login holds the words: (id, name, title and unit)."""
    queryset = Person.objects.filter(is_active=True)
    for word in fold(text).split()[:WORDS_MOST]:
        queryset = queryset.filter(folded__contains=word)
    found = list(queryset.only("pk", "full_name").order_by("sort_key", "pk")[:limit])
    people = who(person.pk for person in found)
    return [
        (
            str(person.pk),
            person.full_name,
            f"{people[person.pk].title}, {people[person.pk].unit_name}"
            if person.pk in people
            else "",
        )
        for person in found
    ]
