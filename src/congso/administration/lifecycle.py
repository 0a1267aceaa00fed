# SPDX-License-Identifier: AGPL-3.0-or-later
from congso.administration.enums import State
from congso.common.lifecycle import START, Lifecycle

LIFECYCLE = Lifecycle(
    State,
    # verb      from           to
    ("ask",      START,         State.WAITING),
    ("approve",  State.WAITING, State.APPROVED),
    ("refuse",   State.WAITING, State.REFUSED),
    ("withdraw", State.WAITING, State.WITHDRAWN),
    ("expire",   State.WAITING, State.EXPIRED),
)  # fmt: skip
