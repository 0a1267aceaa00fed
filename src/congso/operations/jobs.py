# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from typing import Any

from congso.common.actor import Actor
from congso.common.jobs import job
from congso.operations.registers.services import checking, importing, scans

SYSTEM = Actor.system("operations.import")


@job("operations.import_check")
def import_check(*, run_id: int, **_: Any) -> None:
    checking.settle(SYSTEM, run_id=run_id)


@job("operations.import_batch")
def import_batch(*, run_id: int, **_: Any) -> None:
    importing.import_batch(SYSTEM, run_id=run_id)


@job("operations.import_scans")
def import_scans(*, run_id: int, **_: Any) -> None:
    if scans.attach_scans(SYSTEM, run_id=run_id):
        scans.come_back(run_id)
