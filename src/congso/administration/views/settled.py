# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fields of leaders and the duty table: by the Office, or by the head of an agency or Office."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from congso.administration.forms_office import DutyForm, FieldForm
from congso.administration.policies import may_settle, offices_settled
from congso.administration.views import frame
from congso.administration.views.frame import Act, Line, Panel, Sheet
from congso.common import clock
from congso.organisation.models import DutyTurn, LeaderField
from congso.organisation.services import endings, people
from congso.ui import formats
from congso.ui.requests import SignedInRequest

FIELDS, DUTY = "office-fields", "office-duty"
WEEKS = 8


@require_http_methods(["GET", "HEAD", "POST"])
def fields(request: SignedInRequest) -> HttpResponse:
    """Leader × unit × dates (PRACTICE 3.6)."""
    frame.require(request, may_settle, FIELDS)
    form = FieldForm(request.POST or None, among=offices_settled(request.actor))

    def assign() -> None:
        data = form.cleaned_data
        people.assign_field(
            request.actor, leader_id=data["leader"], unit_id=int(data["unit"]),
            office_id=int(data["office"]), valid_from=data["valid_from"],
        )  # fmt: skip

    if frame.saved(request, form, assign):
        return frame.done(request, _("Assigned."), reverse("administration:fields"))
    return _show_fields(request, form)


@require_POST
def end_field(request: SignedInRequest, field_id: int) -> HttpResponse:
    frame.require(request, may_settle, FIELDS)
    found = get_object_or_404(_fields(request), pk=field_id)
    form, good = frame.last_day(request)

    def end() -> None:
        day = form.cleaned_data["last_day"]
        endings.end_field(request.actor, leader_field_id=found.pk, last_day=day)

    if good and frame.attempt(form, end):
        return frame.done(request, _("Ends on that day."), reverse("administration:fields"))
    empty = FieldForm(among=offices_settled(request.actor))
    return _show_fields(request, empty, frame.first_error(form))


def _fields(request: SignedInRequest) -> Any:
    among = offices_settled(request.actor)
    rows = LeaderField.objects.select_related("leader", "unit", "registry_office__unit")
    return rows if among is None else rows.filter(registry_office__in=among)


def _show_fields(request: SignedInRequest, form: FieldForm, error: str = "") -> HttpResponse:
    rows = _fields(request).exclude(valid_until__lt=clock.today())
    lines = [
        Line(
            (row.unit.name, row.leader.full_name, row.registry_office.unit.name,
             formats.full_date(row.valid_from),
             formats.full_date(row.valid_until) if row.valid_until else ""),
            acts=(Act(reverse("administration:end-field", args=[row.pk]), _("End"),
                      about=f"{row.unit.name}, {row.leader.full_name}", asks_day=True),),
        )
        for row in rows.order_by("registry_office", "unit__position", "unit__code", "valid_from")
    ]  # fmt: skip
    columns = (_("Unit"), _("Leader"), _("Registry office"), _("From"), _("Until"))
    note = _("An earlier assignment of the unit ends the day before the new one begins.")
    sheet = Sheet(_("Units in the fields of leaders"), columns, lines, _("No unit is assigned."))
    panels = [Panel(_("Assign a unit"), form, "", _("Assign"), note)]
    return frame.show(
        request, title=_("Fields of leaders"), sheets=[sheet], panels=panels, error=error
    )


@require_http_methods(["GET", "HEAD", "POST"])
def duty(request: SignedInRequest) -> HttpResponse:
    """Who is on duty, week by week."""
    frame.require(request, may_settle, DUTY)
    form = DutyForm(request.POST or None, among=offices_settled(request.actor))

    def assign() -> None:
        people.assign_duty(request.actor, turn=form.to_row())

    if frame.saved(request, form, assign):
        return frame.done(request, _("On the duty table."), reverse("administration:duty"))
    columns = (_("Person"), _("Kind of duty"), _("Registry office"), _("From"), _("Until"))
    sheets = [
        Sheet(formats.week_label(monday), columns, lines, _("Nobody is on duty this week."))
        for monday, lines in _weeks(request)
    ]
    panels = [Panel(_("Put on duty"), form, "", _("Put on duty"))]
    return frame.show(request, title=_("Duty table"), sheets=sheets, panels=panels)


@require_POST
def remove_duty(request: SignedInRequest, turn_id: int) -> HttpResponse:
    frame.require(request, may_settle, DUTY)
    turn = get_object_or_404(_turns(request), pk=turn_id)
    endings.remove_duty(request.actor, duty_turn_id=turn.pk)
    return frame.done(request, _("Taken off the duty table."), reverse("administration:duty"))


def _turns(request: SignedInRequest) -> Any:
    among = offices_settled(request.actor)
    rows = DutyTurn.objects.select_related("person", "registry_office__unit")
    return rows if among is None else rows.filter(registry_office__in=among)


def _weeks(request: SignedInRequest) -> list[tuple[dt.date, list[Line]]]:
    """Eight weeks from this one, each with its turns."""
    today = clock.today()
    first = today - dt.timedelta(days=today.weekday())
    last = first + dt.timedelta(weeks=WEEKS)
    turns = list(
        _turns(request).filter(first_day__lt=last, last_day__gte=first)
        .order_by("first_day", "kind", "pk")
    )  # fmt: skip
    weeks = []
    for number in range(WEEKS):
        monday = first + dt.timedelta(weeks=number)
        sunday = monday + dt.timedelta(days=6)
        lines = [_turn(t) for t in turns if t.first_day <= sunday and t.last_day >= monday]
        if lines or number < 2:
            weeks.append((monday, lines))
    return weeks


def _turn(turn: DutyTurn) -> Line:
    url = reverse("administration:remove-duty", args=[turn.pk])
    act = Act(url, _("Remove"), about=str(turn.person), danger=True)
    return Line(
        (turn.person.full_name, turn.get_kind_display(), turn.registry_office.unit.name,
         formats.full_date(turn.first_day), formats.full_date(turn.last_day)), acts=(act,),
    )  # fmt: skip
