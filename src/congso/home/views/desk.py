# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk: what waits for me today."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from congso.documents.incoming_lists import is_clerk
from congso.documents.lists import PaperList
from congso.home import counts, today
from congso.home.work import work_of
from congso.routing.lists import heads_a_unit, is_leader
from congso.routing.services import handle
from congso.ui.requests import SignedInRequest

# Shown with a nought too; the others only when something waits there.
CORE = {
    "overdue", "due-today", "to-register", "to-distribute", "awaiting-direction", "to-assign",
    "to-do", "supporting", "for-information",
}  # fmt: skip
ORDER = ("overdue", "due-today")


@dataclass(frozen=True)
class Counter:
    """One field of the strip."""

    list: PaperList
    count: int

    @property
    def is_quiet(self) -> bool:
        """Hidden while nothing waits."""
        return self.list.key not in CORE


@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """Counters of the person's lists, his work by deadline, the day's meetings and notices."""
    request.nav_key = "home"
    handle.receive(request.actor)
    may_see_unit = heads_a_unit(request.actor) and not is_leader(request.actor)
    whole_unit = may_see_unit and request.GET.get("of") == "unit"
    context = {
        "work": work_of(request.actor, whole_unit=whole_unit),
        "whole_unit": whole_unit,
        "may_see_unit": may_see_unit,
    }
    if request.htmx and request.GET.get("part") == "work":
        return render(request, "home/_work.html", context)
    strip = _strip(request)
    context |= {
        "strip": strip,
        "cells": sum(1 for counter in strip if counter.count or not counter.is_quiet),
        "meetings": today.meetings_of(request.actor),
        "notices": today.notices_of(request.actor),
        "in_stead": today.done_in_stead(request.actor) if is_leader(request.actor) else [],
        "is_clerk": is_clerk(request.actor),
    }
    return render(request, "home/desk.html", context)


def _strip(request: SignedInRequest) -> list[Counter]:
    counted = counts.of_lists(request.actor)
    found = [
        Counter(item, counted[item.key]) for item in counts.offered(request.actor) if item.counted
    ]
    rank = {key: place for place, key in enumerate(ORDER)}
    return sorted(found, key=lambda counter: rank.get(counter.list.key, len(ORDER)))
