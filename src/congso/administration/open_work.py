# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work a person still holds (CONGSO_OPEN_WORK): counts only, so that no content shows."""

from __future__ import annotations

from django.utils.translation import gettext as _

from congso.routing.enums import OPEN, ExtensionState, Stage
from congso.routing.models import Extension, Flow, Proposal
from congso.routing.queries import desk
from congso.workfiles.enums import State
from congso.workfiles.models import WorkFile


def papers(person_id: int) -> list[tuple[str, int]]:
    """Papers in the person's own hands."""
    held = Flow.objects.filter(person=person_id, state__in=OPEN)
    return [(_("Papers in hand"), held.count())]


def decisions(person_id: int) -> list[tuple[str, int]]:
    """What waits for the person's word: as a leader, or as who gave the work."""
    proposals = Proposal.objects.filter(leader=person_id, stage=Stage.PRESENTED)
    asked = Extension.objects.filter(
        flow__giver=person_id, flow__state__in=OPEN, state=ExtensionState.ASKED
    )
    words = desk.unconfirmed_words().filter(author=person_id)
    return [
        (_("Papers awaiting direction"), proposals.count()),
        (_("Later deadlines to decide"), asked.count()),
        (_("Directions to confirm"), words.count()),
    ]


def work_files(person_id: int) -> list[tuple[str, int]]:
    """Work files in progress that the person keeps."""
    kept = WorkFile.objects.filter(keeper=person_id, state=State.IN_PROGRESS)
    return [(_("Work files in progress"), kept.count())]
