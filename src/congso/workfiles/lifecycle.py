# SPDX-License-Identifier: AGPL-3.0-or-later
from congso.common.lifecycle import START, Lifecycle
from congso.workfiles.enums import State

LIFECYCLE = Lifecycle(
    State,
    # verb     from                to
    ("open",   START,              State.IN_PROGRESS),
    ("close",  State.IN_PROGRESS,  State.CLOSED),
    ("reopen", State.CLOSED,       State.IN_PROGRESS),
)  # fmt: skip
