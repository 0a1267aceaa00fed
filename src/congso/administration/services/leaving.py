# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person who leaves or moves still holds, told by the modules that know (R-12)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from congso.accounts.policies import require_create
from congso.common.actor import Actor


@dataclass(frozen=True)
class OpenWork:
    """A kind of work a person holds and how much of it; never what is in it."""

    label: str
    count: int


def open_work_of(actor: Actor, *, person_id: int) -> list[OpenWork]:
    """What the person still holds, by the providers of CONGSO_OPEN_WORK: functions from a person's
    id to (words, number) pairs. Raises Denied for who does not keep accounts.
    """
    require_create(actor)
    found: list[OpenWork] = []
    for path in getattr(settings, "CONGSO_OPEN_WORK", ()):
        provider: Callable[[int], list[tuple[str, int]]] = import_string(path)
        found += [OpenWork(label, count) for label, count in provider(person_id) if count]
    return found
