# SPDX-License-Identifier: AGPL-3.0-or-later
from congso.common.lifecycle import START, Lifecycle
from congso.routing.enums import OPEN, OPEN_STAGES, Stage, State

PROPOSALS = Lifecycle(
    Stage,
    # verb             from                                    to
    ("draft", START, Stage.DRAFT),
    ("propose", (START, Stage.DRAFT), Stage.READY),
    ("present", (Stage.DRAFT, Stage.READY), Stage.PRESENTED),
    ("agree", Stage.PRESENTED, Stage.AGREED),
    ("direct", OPEN_STAGES, Stage.CHANGED),
    ("enter_direction", OPEN_STAGES, Stage.CHANGED),
    ("hand_to_leader", Stage.PRESENTED, Stage.SUPERSEDED),
    ("return_to_office", Stage.PRESENTED, Stage.RETURNED),
    ("send_straight", (Stage.DRAFT, Stage.READY), Stage.SENT_STRAIGHT),
    ("withdraw", (*OPEN_STAGES, Stage.RETURNED), Stage.SUPERSEDED),
    field="stage",
)

FLOWS = Lifecycle(
    State,
    # verb           from                                      to
    ("send", START, State.SENT),
    ("read", OPEN, State.DONE),  # to know, and support "when needed": closed on reading
    ("accept", State.SENT, State.ACCEPTED),
    ("start", (State.SENT, State.ACCEPTED), State.IN_PROGRESS),
    ("assign", OPEN, State.IN_PROGRESS),
    ("return_flow", (State.SENT, State.ACCEPTED), State.RETURNED),
    ("forward", (*OPEN, State.RETURNED), State.FORWARDED),
    ("take_back", (*OPEN, State.RETURNED), State.TAKEN_BACK),
    ("give_opinion", OPEN, State.DONE),
    ("finish", OPEN, State.DONE),
    ("close", OPEN, State.DONE),
    ("reopen", State.DONE, State.IN_PROGRESS),
)
