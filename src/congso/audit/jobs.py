# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from django.utils.module_loading import import_string

from congso.audit import queries
from congso.common.jobs import job


@job("audit.tell")
def tell(*, listener: str, entry_id: int, **_: Any) -> None:
    import_string(listener)(queries.heard(entry_id))
