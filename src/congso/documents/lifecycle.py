# SPDX-License-Identifier: AGPL-3.0-or-later
from congso.common.lifecycle import START, Lifecycle
from congso.documents.enums import State

LIFECYCLE = Lifecycle(
    State,
    # verb               from                                  to
    ("receive", START, State.RECEIVED),
    ("register", State.RECEIVED, State.REGISTERED),
    ("take", START, State.BLANK),
    ("complete", State.BLANK, State.REGISTERED),
    ("join_into", State.RECEIVED, State.JOINED),
    ("return_to_sender", (State.RECEIVED, State.REGISTERED), State.RETURNED),
    ("withdraw", State.RECEIVED, State.WITHDRAWN),
    ("distribute", State.REGISTERED, State.DISTRIBUTED),
    ("finish", State.DISTRIBUTED, State.FINISHED),
    ("reopen", State.FINISHED, State.DISTRIBUTED),
    ("void", (State.REGISTERED, State.BLANK), State.VOID),
)
