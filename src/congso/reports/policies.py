# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may make which report. Books are the readers' of their office (documents.policies.BOOKS)."""

from __future__ import annotations

from django.db.models import Q

from congso.access.queries import principals_of
from congso.common.actor import Actor
from congso.common.policy import ANY, NOBODY, Policy, allow, predicate, the_system
from congso.reports.enums import RunState


@predicate
def owner_with_the_same_rights(actor: Actor) -> Q:
    """Who had the file made, while he still stands for all he stood for then."""
    if actor.person_id is None:
        return NOBODY
    return Q(owner=actor.person_id, principals__contained_by=sorted(principals_of(actor)))


@predicate
def owner(actor: Actor) -> Q:
    return Q(owner=actor.person_id) if actor.person_id is not None else NOBODY


RUNS = Policy(
    "reports.ExportRun",
    allow("view", owner, ANY),
    allow("download", owner_with_the_same_rights, RunState.DONE),
    allow("make", the_system, (RunState.QUEUED, RunState.RUNNING)),
)
