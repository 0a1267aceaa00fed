# SPDX-License-Identifier: AGPL-3.0-or-later
"""The number a person has as one of a registry office, by which its papers name him."""

from __future__ import annotations

from collections.abc import Iterable

from congso.organisation.models import OfficeMember


def office_members(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """The numbers of these (person, registry office) pairs, given where there is none yet."""
    wanted = set(pairs)
    if not wanted:
        return {}
    people = {person for person, _office in wanted}
    rows = OfficeMember.objects.filter(person__in=people).values_list("person", "office", "pk")
    known = {(person, office): pk for person, office, pk in rows}
    if missing := sorted(wanted - known.keys()):
        OfficeMember.objects.bulk_create(
            (OfficeMember(person_id=person, office_id=office) for person, office in missing),
            ignore_conflicts=True,  # given by somebody else in this moment
        )
        known = {(person, office): pk for person, office, pk in rows.all()}
    return {pair: known[pair] for pair in wanted}
