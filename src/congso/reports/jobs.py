# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from congso.common.jobs import NO_RETRY, job
from congso.reports import services


@job("reports.make", retry=NO_RETRY)
def make(*, run_id: int, language: str = "vi") -> None:
    services.run_export(run_id, language=language)
