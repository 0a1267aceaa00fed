# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may import the old registers of an office: its clerks, and who runs it."""

from __future__ import annotations

from congso.common.actor import Actor
from congso.common.policy import ANY, Policy, allow, the_system
from congso.documents.policies import clerk_of_office, offices_as_clerk, offices_run_by
from congso.documents.policies import runs_the_office as head_of_office
from congso.operations.registers.enums import RunState

KEEPS_BOOKS = clerk_of_office | head_of_office
BEFORE = (RunState.MAPPING, RunState.CHECKED)
WRITTEN = (RunState.DONE, RunState.CANCELLED)

RUNS = Policy(
    "operations.ImportRun",
    #      action         who                          while the run is
    allow("view", KEEPS_BOOKS | the_system, ANY),
    allow("begin", KEEPS_BOOKS | the_system, ANY),
    allow("check", KEEPS_BOOKS | the_system, BEFORE),
    allow("settle", the_system, RunState.CHECKING),
    allow("start", KEEPS_BOOKS | the_system, RunState.CHECKED),
    allow("cancel", KEEPS_BOOKS | the_system, RunState.IMPORTING),
    allow("resume", KEEPS_BOOKS | the_system, RunState.CANCELLED),
    allow("finish", the_system, RunState.IMPORTING),
    allow("undo", KEEPS_BOOKS | the_system, WRITTEN),
    allow("discard", KEEPS_BOOKS | the_system, BEFORE),
    allow("add_scans", KEEPS_BOOKS | the_system, (RunState.CHECKED, RunState.IMPORTING, *WRITTEN)),
)


def offices_with_right(actor: Actor) -> set[int]:
    """Registry offices whose old registers the person may import."""
    return set() if actor.person_id is None else offices_as_clerk(actor) | offices_run_by(actor)
