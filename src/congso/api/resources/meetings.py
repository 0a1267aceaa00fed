# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who goes to the meeting a paper invites to."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from congso.api import papers, references, routes
from congso.api.enums import Scope
from congso.api.operations import actor_of, answer, get, post
from congso.api.schemas.routing import (
    AttendanceIn,
    AttendanceOut,
    AttendancesIn,
    AttendancesOut,
    attendance_of,
)
from congso.api.schemas.types import IdInPath
from congso.documents.models import Document
from congso.routing.models import Attendance
from congso.routing.services import attend

router = Router(tags=["meetings"])


@get(router, "/documents/{uuid:document_id}/attendance", AttendancesOut, errors=(404,))
def list_attendance(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Who attends, who in whose place, who prepares and speaks; cancelled parts included."""
    return answer(_standing(papers.seen(actor_of(request), document_id)))


@post(
    router, "/documents/{uuid:document_id}/attendance", AttendancesOut, scope=Scope.ROUTING,
    status=201, matches=True,
)  # fmt: skip
def assign_attendance(
    request: HttpRequest, document_id: UUID, attendance: AttendancesIn
) -> HttpResponse:
    """Say who attends; what stands already is left as it is."""
    actor = actor_of(request)
    document = papers.to_act_on(actor, document_id, "view")
    people = [_goes(one) for one in attendance.people]
    with papers.unchanged(request, document):
        attend.assign_attendance(
            actor, document_id=document.pk, people=people, widen=attendance.widen
        )
    return answer(_standing(document), status=201)


@post(router, "/attendance/{int:attendance_id}/cancel", AttendanceOut, scope=Scope.ROUTING)
def cancel_attendance(request: HttpRequest, attendance_id: IdInPath) -> HttpResponse:
    """Somebody does not go after all."""
    actor = actor_of(request)
    row = routes.attendance_for(actor, attendance_id)
    attend.cancel_attendance(actor, attendance_id=row.pk)
    row.refresh_from_db(fields=("cancelled_at",))
    return answer(attendance_of(row))


def _goes(given: AttendanceIn) -> attend.Goes:
    references.require(person_id=given.person_id, instead_of_id=given.instead_of_id)
    return attend.Goes(given.person_id, given.part.value, given.instead_of_id, given.note)


def _standing(document: Document) -> AttendancesOut:
    found = Attendance.objects.filter(document=document).select_related("person", "instead_of")
    return AttendancesOut(items=[attendance_of(row) for row in found.order_by("pk")])
