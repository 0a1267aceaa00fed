# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work a person still holds (CONGSO_OPEN_WORK): counts only, so that no content shows."""

from __future__ import annotations

from django.utils.translation import gettext as _

from congso.routing.enums import OPEN
from congso.routing.models import Flow
from congso.workfiles.enums import State
from congso.workfiles.models import WorkFile


def papers(person_id: int) -> list[tuple[str, int]]:
    """Papers in the person's own hands."""
    held = Flow.objects.filter(person=person_id, state__in=OPEN)
    return [(_("Papers in hand"), held.count())]


def work_files(person_id: int) -> list[tuple[str, int]]:
    """Work files in progress that the person keeps."""
    kept = WorkFile.objects.filter(keeper=person_id, state=State.IN_PROGRESS)
    return [(_("Work files in progress"), kept.count())]
