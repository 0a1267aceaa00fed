# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who goes to a meeting, who in whose place, who prepares and speaks (PRACTICE 2.4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from congso.access import services as access
from congso.access.enums import ObjectKind
from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.common.lifecycle import WrongState
from congso.documents.models import Invitation
from congso.documents.services.locking import locked
from congso.routing import acting, parties
from congso.routing.enums import Part
from congso.routing.events import AttendanceAssigned, AttendanceCancelled
from congso.routing.models import Attendance
from congso.routing.parties import UnfitDirection
from congso.routing.policies import ATTENDANCES, DIRECTED, PAPERS
from congso.routing.services.widening import require_readers


@dataclass(frozen=True)
class Goes:
    """One person's part in a meeting."""

    person_id: int
    part: str = Part.ATTEND
    instead_of_id: int | None = None
    note: str = ""


@transaction.atomic
def assign_attendance(
    actor: Actor,
    *,
    document_id: int,
    people: Sequence[Goes],
    widen: bool = False,
    now: dt.datetime | None = None,
) -> list[Attendance]:
    """Say who attends the meeting of an invitation. What stands already is left as it is.

    Returns the new rows. Raises WrongState, Denied, UnfitDirection for people of other agencies
    or papers without a meeting, NeedsWidening.
    """
    now = now or clock.now()
    document = locked(document_id)
    if document.state not in DIRECTED:
        raise WrongState("attendance", document.state)
    PAPERS.require(actor, "attendance", document)
    if not Invitation.objects.filter(document=document).exists():
        raise UnfitDirection({"people": _("This paper invites to no meeting.")})
    _check(document.office_id, people, now)
    require_readers(actor, document, [p.person_id for p in people], widen=widen, now=now)
    standing = set(
        Attendance.objects.filter(document=document, cancelled_at__isnull=True).values_list(
            "person_id", "part"
        )
    )
    rows = [
        _assign(actor, document_id, goes, now)
        for goes in people
        if (goes.person_id, str(goes.part)) not in standing
    ]
    access.refresh(ObjectKind.DOCUMENT, [document_id])
    return rows


@transaction.atomic
def cancel_attendance(
    actor: Actor, *, attendance_id: int, now: dt.datetime | None = None
) -> Attendance:
    """Somebody does not go after all. Raises Denied, also when cancelled before."""
    now = now or clock.now()
    row = Attendance.objects.select_for_update(of=("self",)).get(pk=attendance_id)
    ATTENDANCES.require(actor, "cancel_attendance", row)
    row.cancelled_at, row.cancelled_by_id = now, actor.person_id
    row.save(update_fields=("cancelled_at", "cancelled_by"))
    audit.record(actor, AttendanceCancelled(row.pk, row.document_id, row.person_id))
    access.refresh(ObjectKind.DOCUMENT, [row.document_id])
    return row


def _check(office_id: int, people: Sequence[Goes], now: dt.datetime) -> None:
    for goes in people:
        if goes.part not in Part.values or (goes.part == Part.INSTEAD) != bool(goes.instead_of_id):
            raise UnfitDirection({"people": _("Say in whose place the person attends.")})
    if len({(goes.person_id, goes.part) for goes in people}) != len(people):
        raise UnfitDirection({"people": parties.TWICE})
    wanted = [goes.person_id for goes in people] + [goes.instead_of_id for goes in people]
    parties.check_staff(office_id, wanted, now)


def _assign(actor: Actor, document_id: int, goes: Goes, now: dt.datetime) -> Attendance:
    row = Attendance.objects.create(
        document_id=document_id,
        person_id=goes.person_id,
        part=goes.part,
        instead_of_id=goes.instead_of_id,
        note=parties.clean_text(goes.note, field_name="note")[:300],
        assigned_by_id=acting.person_of(actor),
        assigned_at=now,
    )
    audit.record(actor, AttendanceAssigned(row.pk, document_id, goes.person_id, str(goes.part)))
    return row
