# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from congso.common import clock
from congso.common.actor import Actor
from congso.common.jobs import job
from congso.routing import notices
from congso.routing.services import watch

_ACTOR = "routing"


@job("routing.due_soon")
def due_soon(**_: Any) -> None:
    while watch.note_due_soon(Actor.system(_ACTOR)):
        pass


@job("routing.overdue")
def overdue(**_: Any) -> None:
    while watch.note_overdue(Actor.system(_ACTOR)):
        pass
    notices.tell_lapsed(clock.now())


@job("routing.alarm_express")
def alarm_express(**_: Any) -> None:
    while watch.alarm_express(Actor.system(_ACTOR)):
        pass
