# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables of verbs: each verb has a service, a policy row and an event; no other way leads."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

from congso.audit.events import Event
from congso.common.lifecycle import START, WrongState
from congso.routing import events, lifecycle, policies, services
from congso.routing.enums import Stage, State
from congso.routing.models import Flow, Proposal

pytestmark = pytest.mark.unit

SERVICES = [
    importlib.import_module(f"{services.__name__}.{found.name}")
    for found in pkgutil.iter_modules(services.__path__)
]
VERBS = {event.verb for event in vars(events).values() if isinstance(event, type)
         and issubclass(event, Event) and hasattr(event, "verb")}  # fmt: skip

# Rows of other tables that guard a verb: on the paper before there is a flow or proposal.
GUARDED_BY = {
    ("proposal", "draft"): (policies.PAPERS, "draft"),
    ("proposal", "propose"): (policies.PAPERS, "propose"),
    ("proposal", "direct"): (policies.PAPERS, "direct"),
    ("proposal", "enter_direction"): (policies.PAPERS, "enter_handwritten"),
    ("flow", "send"): (policies.PAPERS, "direct"),
}


def every_verb():
    for name, table, policy in (
        ("proposal", lifecycle.PROPOSALS, policies.PROPOSALS),
        ("flow", lifecycle.FLOWS, policies.FLOWS),
    ):
        for verb in sorted(table.verbs):
            yield pytest.param(name, verb, policy, id=f"{name}.{verb}")


@pytest.mark.parametrize(("name", "verb", "policy"), list(every_verb()))
def test_every_verb_has_a_service_a_policy_row_and_an_event(name, verb, policy):
    assert [m for m in SERVICES if callable(getattr(m, verb, None))], "no service"
    table, action = GUARDED_BY.get((name, verb), (policy, verb))
    assert action in table.actions, "no policy row"
    assert f"{name}.{verb}" in VERBS, "no event"


PROPOSAL_STEPS = {
    (START, "draft"): "draft",
    (START, "propose"): "ready",
    ("draft", "propose"): "ready",
    ("draft", "present"): "presented",
    ("ready", "present"): "presented",
    ("presented", "agree"): "agreed",
    ("presented", "hand_to_leader"): "superseded",
    ("presented", "return_to_office"): "returned",
    ("draft", "send_straight"): "sent_straight",
    ("ready", "send_straight"): "sent_straight",
    **{(s, "direct"): "changed" for s in ("draft", "ready", "presented")},
    **{(s, "enter_direction"): "changed" for s in ("draft", "ready", "presented")},
    **{(s, "withdraw"): "superseded" for s in ("draft", "ready", "presented", "returned")},
}
OPEN = ("sent", "accepted", "in_progress")
FLOW_STEPS = {
    (START, "send"): "sent",
    ("sent", "accept"): "accepted",
    ("sent", "start"): "in_progress",
    ("accepted", "start"): "in_progress",
    ("sent", "return_flow"): "returned",
    ("accepted", "return_flow"): "returned",
    ("returned", "forward"): "forwarded",
    ("returned", "take_back"): "taken_back",
    ("done", "reopen"): "in_progress",
    **{(s, "assign"): "in_progress" for s in OPEN},
    **{(s, "forward"): "forwarded" for s in OPEN},
    **{(s, "take_back"): "taken_back" for s in OPEN},
    **{(s, v): "done" for s in OPEN for v in ("read", "give_opinion", "finish", "close")},
}


@pytest.mark.parametrize(
    ("table", "states", "steps", "made"),
    [
        (lifecycle.PROPOSALS, Stage.values, PROPOSAL_STEPS, lambda s: Proposal(stage=s)),
        (lifecycle.FLOWS, State.values, FLOW_STEPS, lambda s: Flow(state=s)),
    ],
    ids=["proposals", "flows"],
)
def test_state_table(table, states, steps, made):
    for state in (START, *states):
        for verb in table.verbs:
            obj = made("" if state == START else state)
            if (state, verb) in steps:
                assert table.advance(obj, verb) == steps[state, verb], (state, verb)
            else:
                with pytest.raises(WrongState):
                    table.advance(obj, verb)
                assert getattr(obj, table.field) == ("" if state == START else state)
