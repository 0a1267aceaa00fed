# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from congso.api.services import kept_answers, rates
from congso.common import clock
from congso.common.actor import Actor
from congso.common.jobs import job


@job("api.prune")
def prune(**_: Any) -> None:
    actor = Actor.system("api")
    kept_answers.prune(actor, now=clock.now())
    rates.prune(actor, now=clock.now())
