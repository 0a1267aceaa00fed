# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who issued a paper: an outside agency of the directory, a unit of the house, or free text.

In forms it is one value: "agency:12", "unit:3" or "text:Công dân".
"""

from __future__ import annotations

from dataclasses import dataclass

from congso.accounts.models import Person
from congso.common import clock
from congso.common.vietnamese import fold, nfc
from congso.organisation.models import ExternalAgency, Unit
from congso.organisation.queries import external_agencies, valid_on, who

Pair = tuple[str, str]


@dataclass(frozen=True)
class Issuer:
    agency_id: int | None = None
    unit_id: int | None = None
    name: str = ""


def parse(value: str) -> Issuer:
    """The issuer a form's value means; anything without a known prefix is a name as typed."""
    kind, _colon, rest = value.partition(":")
    if kind == "agency" and rest.isdigit():
        return Issuer(agency_id=int(rest))
    if kind == "unit" and rest.isdigit():
        return Issuer(unit_id=int(rest))
    return Issuer(name=nfc(rest if kind == "text" else value).strip()[:300])


def chosen(values: list[str]) -> list[Pair]:
    """The names of values that stand in a form already."""
    pairs = []
    for value in values:
        issuer = parse(value)
        if issuer.agency_id:
            name = ExternalAgency.objects.filter(pk=issuer.agency_id).values_list("name", flat=True)
        elif issuer.unit_id:
            name = Unit.objects.filter(pk=issuer.unit_id).values_list("name", flat=True)
        else:
            pairs.append((f"text:{issuer.name}", issuer.name))
            continue
        pairs.append((value, name.first() or "?"))
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


def chosen_people(values: list[str]) -> list[Pair]:
    """Names of chosen persons with their posts."""
    ids = [int(value) for value in values if value.isdigit()]
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
    words = fold(text).split()
    found = [
        person
        for person in queryset.only("pk", "full_name", "login").order_by("sort_key")[:20_000]
        if all(word in fold(f"{person.full_name} {person.login}") for word in words)
    ][:limit]
    people = who(person.pk for person in found)
    return [
        (
            str(person.pk),
            person.full_name,
            f"{people[person.pk].title}, {people[person.pk].unit_name}" if person.pk in people else "",
        )
        for person in found
    ]

