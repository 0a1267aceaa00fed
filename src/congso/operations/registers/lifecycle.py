# SPDX-License-Identifier: AGPL-3.0-or-later
from congso.common.lifecycle import START, Lifecycle
from congso.operations.registers.enums import RunState

LIFECYCLE = Lifecycle(
    RunState,
    # verb      from                                                to
    ("begin", START, RunState.MAPPING),
    ("check", (RunState.MAPPING, RunState.CHECKED), RunState.CHECKING),
    ("settle", RunState.CHECKING, RunState.CHECKED),
    ("start", RunState.CHECKED, RunState.IMPORTING),
    ("cancel", RunState.IMPORTING, RunState.CANCELLED),
    ("resume", RunState.CANCELLED, RunState.IMPORTING),
    ("finish", RunState.IMPORTING, RunState.DONE),
    ("undo", (RunState.DONE, RunState.CANCELLED), RunState.UNDONE),
)
