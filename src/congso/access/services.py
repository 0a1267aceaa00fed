# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keeping the access rows equal to what the modules say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from congso.access.enums import Level, ObjectKind
from congso.access.models import AccessRow


@dataclass(frozen=True)
class Sight:
    """One principal's sight of one object, as a module derives it from its facts."""

    object_id: int
    principal: int
    sort_at: dt.datetime
    level: Level = Level.FULL


def add(kind: ObjectKind, sights: Iterable[Sight]) -> None:
    """Write rows for a new object. Callers who changed facts of an old one call refresh()."""
    AccessRow.objects.bulk_create(_row(kind, sight) for sight in strongest(sights))


def refresh(kind: ObjectKind, object_ids: Sequence[int]) -> int:
    """Make the rows of these objects equal to the derived ones, in the present transaction.

    Returns how many rows were added, changed or removed.
    """
    wanted = {(s.object_id, s.principal): s for s in derived(kind, object_ids)}
    present = {
        (row.object_id, row.principal): row
        for row in AccessRow.objects.filter(kind=kind, object_id__in=object_ids)
    }
    gone = [row for key, row in present.items() if key not in wanted]
    changed = [
        key for key, row in present.items() if key in wanted and row.level != wanted[key].level
    ]
    _remove(kind, [(row.object_id, row.principal) for row in gone] + changed)
    fresh = [sight for key, sight in wanted.items() if key not in present or key in changed]
    AccessRow.objects.bulk_create(_row(kind, sight) for sight in fresh)
    return len(gone) + len(fresh)


def derived(kind: ObjectKind, object_ids: Sequence[int]) -> list[Sight]:
    """What all modules together say about these objects (CONGSO_ACCESS_SOURCES)."""
    sights: list[Sight] = []
    for source in settings.CONGSO_ACCESS_SOURCES:
        sights += import_string(source)(kind, object_ids)
    return strongest(sights)


def differences(kind: ObjectKind, object_ids: Sequence[int]) -> list[str]:
    """Rows that are missing, superfluous or of another level: what the reconciler reports."""
    wanted = {(s.object_id, s.principal, int(s.level)) for s in derived(kind, object_ids)}
    rows = AccessRow.objects.filter(kind=kind, object_id__in=object_ids)
    present = set(rows.values_list("object_id", "principal", "level"))
    return [f"missing {row}" for row in sorted(wanted - present)] + [
        f"superfluous {row}" for row in sorted(present - wanted)
    ]


def strongest(sights: Iterable[Sight]) -> list[Sight]:
    """One sight per object and principal: the fullest."""
    best: dict[tuple[int, int], Sight] = {}
    for sight in sights:
        key = (sight.object_id, sight.principal)
        if key not in best or best[key].level < sight.level:
            best[key] = sight
    return list(best.values())


def _row(kind: ObjectKind, sight: Sight) -> AccessRow:
    return AccessRow(
        kind=kind,
        object_id=sight.object_id,
        principal=sight.principal,
        level=sight.level,
        sort_at=sight.sort_at,
    )


def _remove(kind: ObjectKind, keys: Sequence[tuple[int, int]]) -> None:
    for batch in _batches(keys):
        AccessRow.objects.filter(pk__in=[(int(kind), *key) for key in batch]).delete()


def _batches(
    keys: Sequence[tuple[int, int]], size: int = 500
) -> Iterator[Sequence[tuple[int, int]]]:
    return (keys[i : i + size] for i in range(0, len(keys), size))
