# SPDX-License-Identifier: AGPL-3.0-or-later
"""Standing in: everybody names his own, heads those of their agency, the Office anybody's."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from congso.administration import queries_standing_in as queries
from congso.administration.forms_office import AbsenceForm, StandInForm
from congso.administration.policies import may_settle
from congso.administration.views import frame
from congso.administration.views.frame import Act, Line, Panel, Sheet
from congso.common import clock
from congso.common.numbers import read_number
from congso.organisation import queries_clerks
from congso.organisation.models import Absence, StandIn
from congso.organisation.services import absences, endings, people
from congso.ui import formats
from congso.ui.requests import SignedInRequest

SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
def stand_ins(request: SignedInRequest) -> HttpResponse:
    """One's own stand-ins and days away, and for heads those of their agency."""
    forms = _forms(request)
    for name, form in forms.items():
        if form.is_bound and form.is_valid():
            if frame.attempt(form, partial(_enter, request, form)):
                url = reverse("administration:stand-ins")
                return frame.done(request, str(DONE[name]), url)
    return _show(request, forms)


DONE = {
    "own": gettext_lazy("Named. Both see it on their pages."),
    "other": gettext_lazy("Named. Both see it on their pages."),
    "away": gettext_lazy("The days away are noted."),
    "other_away": gettext_lazy("The days away are noted."),
}


def _forms(request: SignedInRequest) -> dict[str, StandInForm | AbsenceForm]:
    """The forms of the page by the name of their hidden field; only the posted one is bound."""
    me = request.actor.person_id
    found: dict[str, StandInForm | AbsenceForm] = {
        "own": StandInForm(_posted(request, "own"), auto_id="m_%s", absent_id=me),
        "away": AbsenceForm(_posted(request, "away"), auto_id="a_%s", person_id=me),
    }
    if may_settle(request.actor):
        found["other"] = StandInForm(
            _posted(request, "other"), auto_id="o_%s", initial=_wanted(request)
        )
        found["other_away"] = AbsenceForm(_posted(request, "other_away"), auto_id="oa_%s")
    return found


def _posted(request: SignedInRequest, name: str) -> QueryDict | None:
    return request.POST if name in request.POST else None


def _wanted(request: SignedInRequest) -> dict[str, Any]:
    """For whom a substitute is looked for (from the notice or the row of an absence)."""
    person = read_number(request.GET.get("absent"))
    if person is None or not queries.posts_settled(request.actor).filter(person=person).exists():
        return {}
    row = Absence.objects.filter(person=person, last_day__gte=clock.today())
    absence = row.order_by("first_day").first()
    days = {}
    if absence is not None:
        days = {"valid_from": absence.first_day, "valid_until": absence.last_day}
    return {"absent": person, "may_register": person in _clerks(), **days}


def _enter(request: SignedInRequest, form: StandInForm | AbsenceForm) -> None:
    if isinstance(form, AbsenceForm):
        absences.announce(request.actor, absence=form.to_row())
    else:
        people.appoint_stand_in(request.actor, stand_in=form.to_row())


@require_POST
def end_stand_in(request: SignedInRequest, stand_in_id: int) -> HttpResponse:
    row = get_object_or_404(queries.stand_ins(request.actor), pk=stand_in_id)
    endings.end_stand_in(request.actor, stand_in_id=row.pk)
    url = reverse("administration:stand-ins")
    return frame.done(request, _("Standing in has ended."), url)


@require_POST
def withdraw_absence(request: SignedInRequest, absence_id: int) -> HttpResponse:
    """The person is there after all."""
    row = get_object_or_404(queries.absences(request.actor), pk=absence_id)
    absences.withdraw(request.actor, absence_id=row.pk)
    url = reverse("administration:stand-ins")
    return frame.done(request, _("The days away are taken back."), url)


def _show(request: SignedInRequest, forms: dict[str, StandInForm | AbsenceForm]) -> HttpResponse:
    me, today = request.actor.person_id, clock.today()
    seen = queries.stand_ins(request.actor).filter(valid_until__gte=today)
    rows = list(seen.order_by("valid_from", "pk")[:SHOWN])
    clerks = _clerks()
    own = [_line(row, clerks, may_end=row.absent_id == me) for row in rows if me in _both(row)]
    sheets = [
        Sheet(_("My stand-ins"), _columns(), own, _("Nobody stands in for you or you for anybody."))
    ]
    panels = [
        Panel(_("Who stands in for me"), forms["own"], "", _("Name the stand-in"), _rule(),
              fields=["own"]),
        Panel(_("I am away"), forms["away"], "", _("Note the days"),
              is_open=bool(forms["away"].errors), fields=["away"]),
    ]  # fmt: skip
    if "other" in forms:
        lines = [_line(row, clerks, may_end=True) for row in rows if me not in _both(row)]
        sheets.append(
            Sheet(_("Of the agency"), _columns(), lines, _("Nobody stands in for another."))
        )
        other, away = forms["other"], forms["other_away"]
        wanted = Panel(_("Who stands in for another"), other, "", _("Name the stand-in"),
                       is_open=bool(other.errors or other.initial), fields=["other"])  # fmt: skip
        panels.insert(0 if other.initial else 2, wanted)
        panels.append(Panel(_("Another is away"), away, "", _("Note the days"),
                            is_open=bool(away.errors), fields=["other_away"]))  # fmt: skip
    sheets.append(_away_sheet(request, rows))
    return frame.show(request, title=_("Standing in"), sheets=sheets, panels=panels)


def _away_sheet(request: SignedInRequest, rows: list[StandIn]) -> Sheet:
    """Who is away, and whether the registers are kept meanwhile."""
    settles, clerks = may_settle(request.actor), _clerks()
    lines = []
    for away in queries.absences(request.actor).order_by("first_day", "pk")[:SHOWN]:
        is_clerk = away.person_id in clerks
        names = [row.stand_in.full_name for row in rows if _covers(row, away, is_clerk=is_clerk)]
        acts = [
            Act(reverse("administration:withdraw-absence", args=[away.pk]), _("Not away"),
                about=away.person.full_name),
        ]  # fmt: skip
        if settles and not names:
            page = f"{reverse('administration:stand-ins')}?absent={away.person_id}"
            acts.insert(0, Act(page, _("Name a substitute"), about=away.person.full_name,
                               is_link=True))  # fmt: skip
        missing = _("nobody registers papers") if is_clerk else _("nobody")
        lines.append(
            Line(
                (away.person.full_name, formats.full_date(away.first_day),
                 formats.full_date(away.last_day), ", ".join(names) or missing, away.note),
                acts=tuple(acts),
            )
        )  # fmt: skip
    columns = (_("Absent person"), _("From"), _("Until"), _("Who stands in"), _("Why"))
    return Sheet(_("Days away"), columns, lines, _("Nobody has said to be away."))


def _covers(row: StandIn, away: Absence, *, is_clerk: bool) -> bool:
    """Whether somebody acts for the absent person all that time; for a clerk, in the register."""
    may = row.may_register or not is_clerk
    whole = row.valid_from <= away.first_day and row.valid_until >= away.last_day
    return may and whole and row.absent_id == away.person_id


def _clerks() -> set[int]:
    """Who is a clerk of some registry office today."""
    return {clerk for clerk, _office in queries_clerks.clerks(clock.today())}


def _rule() -> str:
    return _(
        "At most 90 days. Never a signature and never a personal mailbox; who stands in names "
        "nobody else. Every act records both names."
    )


def _columns() -> tuple[str, ...]:
    return (_("Absent person"), _("Who stands in"), _("May"), _("From"), _("Until"))


def _both(row: StandIn) -> tuple[int, int]:
    return (row.absent_id, row.stand_in_id)


def _line(row: StandIn, clerks: set[int], *, may_end: bool) -> Line:
    words: list[Any] = [
        (row.may_handle, _("handle papers")), (row.may_direct, _("give directions")),
        (row.may_register, _("enter in the register")),
    ]  # fmt: skip
    url = reverse("administration:end-stand-in", args=[row.pk])
    acts = [Act(url, _("End now"), about=row.absent.full_name, danger=True)] if may_end else []
    if row.may_register and row.absent_id in clerks:
        minutes = reverse("reports:handover", args=[row.pk])
        acts.insert(0, Act(minutes, _("Handover minutes"), about=row.absent.full_name,
                           is_link=True))  # fmt: skip
    return Line(
        (row.absent.full_name, row.stand_in.full_name, ", ".join(w for may, w in words if may),
         formats.full_date(row.valid_from), formats.full_date(row.valid_until)),
        acts=tuple(acts),
    )  # fmt: skip
