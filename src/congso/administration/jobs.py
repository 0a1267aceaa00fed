# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from congso.administration.services import requests
from congso.common import clock
from congso.common.actor import Actor
from congso.common.jobs import job


@job("administration.expire_requests")
def expire_requests(**_: Any) -> None:
    requests.expire(Actor.system("administration.expire_requests"), now=clock.now())
