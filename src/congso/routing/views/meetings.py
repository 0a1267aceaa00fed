# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who goes to the meeting of an invitation (PRACTICE 2.4; target 30 s)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from congso.routing import recipients
from congso.routing.answers import attempt, done, paper_for, show_form
from congso.routing.forms import AttendanceForm
from congso.routing.models import Attendance
from congso.routing.policies import ATTENDANCES, PAPERS
from congso.routing.services import attend
from congso.ui.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Name who attends, in whose place, who prepares, who speaks."""
    document = paper_for(request, uuid)
    if not PAPERS.allows(request.actor, "attendance", document):
        raise Http404
    url = f"{reverse('routing:recipients', args=[document.uuid])}?people=1"
    form = AttendanceForm(
        recipients.leaders(document.office_id),
        recipients.of_office(document.office_id).only_people(),
        url,
        request.POST if request.method == "POST" else None,
    )
    if request.method == "POST" and form.is_valid():
        naming = lambda: attend.assign_attendance(  # noqa: E731
            request.actor,
            document_id=document.pk,
            people=form.goes(),
            widen=form.cleaned_data["widen"],
        )
        if attempt(form, naming):
            return done(request, document, _("Those named have been told."))
    context = {"form": form, "document": document, "button": _("Name them")}
    title = _("Who attends the meeting")
    return show_form(request, "routing/_attendance_form.html", context, title=title)


@require_POST
def cancel(request: SignedInRequest, attendance_id: int) -> HttpResponse:
    """Somebody does not go after all."""
    found = ATTENDANCES.filter(
        Attendance.objects.filter(pk=attendance_id), request.actor, "cancel_attendance"
    )
    row = get_object_or_404(found.select_related("document"))
    attend.cancel_attendance(request.actor, attendance_id=row.pk)
    return done(request, row.document, _("No longer named; the person has been told."))
