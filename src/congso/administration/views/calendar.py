# SPDX-License-Identifier: AGPL-3.0-or-later
"""Holidays, days made up and seasons of working hours (B-69)."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from congso.administration.forms_office import DayForm, SeasonForm
from congso.administration.policies import may_keep_accounts
from congso.administration.views import frame
from congso.administration.views.frame import Act, Line, Panel, Sheet
from congso.common import clock
from congso.organisation.models import SpecialDay, WorkingSeason
from congso.organisation.services import calendar as services
from congso.organisation.working_time import vietnam_holidays, vietnam_make_up_days
from congso.ui import formats
from congso.ui.requests import SignedInRequest

KEY = "office-calendar"


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: SignedInRequest) -> HttpResponse:
    """The site's own days and seasons over the national table of this year and the next."""
    frame.require(request, may_keep_accounts, KEY)
    day = DayForm(request.POST if "set_day" in request.POST else None, auto_id="d_%s")
    season = SeasonForm(request.POST if "set_season" in request.POST else None, auto_id="s_%s")
    if day.is_bound and frame.saved(request, day, lambda: _set_day(request, day)):
        return frame.done(request, _("Saved."), reverse("administration:calendar"))
    if season.is_bound and frame.saved(request, season, lambda: _set_season(request, season)):
        return frame.done(request, _("Saved."), reverse("administration:calendar"))
    panels = [
        Panel(_("Enter a day"), day, "", _("Save the day"), fields=["set_day"],
              note=_("It comes before the national table.")),
        Panel(_("Enter working hours"), season, "", _("Save the hours"), fields=["set_season"],
              is_open=bool(season.errors)),
    ]  # fmt: skip
    sheets = [_own_days(), _seasons(), _national()]
    return frame.show(request, title=_("Holidays and working hours"), sheets=sheets, panels=panels)


def _set_day(request: SignedInRequest, form: DayForm) -> None:
    services.set_day(request.actor, **form.cleaned_data)


def _set_season(request: SignedInRequest, form: SeasonForm) -> None:
    since = form.cleaned_data["valid_from"]
    services.set_season(request.actor, valid_from=since, hours=form.to_hours())


@require_POST
def drop_day(request: SignedInRequest, day_id: int) -> HttpResponse:
    frame.require(request, may_keep_accounts, KEY)
    row = get_object_or_404(SpecialDay, pk=day_id)
    services.drop_day(request.actor, special_day_id=row.pk)
    return frame.done(request, _("Removed."), reverse("administration:calendar"))


@require_POST
def drop_season(request: SignedInRequest, season_id: int) -> HttpResponse:
    frame.require(request, may_keep_accounts, KEY)
    row = get_object_or_404(WorkingSeason, pk=season_id)
    services.drop_season(request.actor, working_season_id=row.pk)
    return frame.done(request, _("Removed."), reverse("administration:calendar"))


def _own_days() -> Sheet:
    lines = [
        Line(
            (formats.long_date(row.day), row.name, _kind(row.is_working)),
            acts=(Act(reverse("administration:drop-day", args=[row.pk]), _("Remove"),
                      about=formats.full_date(row.day), danger=True),),
        )
        for row in SpecialDay.objects.order_by("-day")[:100]
    ]  # fmt: skip
    columns = (_("Day"), _("Why"), _("Kind"))
    return Sheet(
        _("Days of the agency"), columns, lines, _("No day differs from the national table.")
    )


def _kind(is_working: bool) -> str:
    return _("working day") if is_working else _("day off")


def _seasons() -> Sheet:
    lines = [
        Line(
            (f"{row.valid_from:%d/%m}", _span(row.morning_from, row.morning_until),
             _span(row.afternoon_from, row.afternoon_until)),
            acts=(Act(reverse("administration:drop-season", args=[row.pk]), _("Remove"),
                      about=f"{row.valid_from:%d/%m}", danger=True),),
        )
        for row in WorkingSeason.objects.order_by("valid_from")
    ]  # fmt: skip
    columns = (_("From the day"), _("Morning"), _("Afternoon"))
    empty = _("7:30 to 11:30 and 13:30 to 17:00, all year.")
    return Sheet(_("Working hours"), columns, lines, empty)


def _span(begins: object, ends: object) -> str:
    return f"{begins:%H:%M} – {ends:%H:%M}"


def _national() -> Sheet:
    year = clock.today().year
    days: dict[dt.date, tuple[str, bool]] = {}
    for y in (year, year + 1):
        days |= {day: (name, False) for day, name in vietnam_holidays(y).items()}
        days |= {day: (name, True) for day, name in vietnam_make_up_days(y).items()}
    lines = [
        Line((formats.long_date(day), name, _kind(working)), quiet=day < clock.today())
        for day, (name, working) in sorted(days.items())
        if day >= clock.today()
    ]
    columns = (_("Day"), _("Why"), _("Kind"))
    return Sheet(_("National table"), columns, lines, _("Not announced yet."))
