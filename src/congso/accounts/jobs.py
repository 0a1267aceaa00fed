# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from congso.accounts.services import limits, persons, sessions
from congso.common import clock
from congso.common.actor import Actor
from congso.common.jobs import job


@job("accounts.prune")
def prune(**_: Any) -> None:
    actor = Actor.system("accounts.prune")
    limits.prune(actor, now=clock.now())
    sessions.clear_expired(actor)


@job("accounts.lock_leavers")
def lock_leavers(**_: Any) -> None:
    persons.lock_leavers(Actor.system("accounts.lock_leavers"), today=clock.today())
