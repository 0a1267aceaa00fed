# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from typing import Any

from congso.common.actor import Actor
from congso.common.jobs import NO_RETRY, job
from congso.reports import services


@job("reports.make", retry=NO_RETRY)
def make(*, run_id: int, language: str = "vi") -> None:
    services.run_export(run_id, language=language)


@job("reports.tell_inserted")
def tell_inserted(**_: Any) -> None:
    """Every morning; it tells on the first working day of a month."""
    services.tell_inserted(Actor.system("tell_inserted"))
