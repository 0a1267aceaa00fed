# SPDX-License-Identifier: AGPL-3.0-or-later
"""Standing in: everybody names his own, heads those of their agency, the Office anybody's."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from congso.administration.forms_office import StandInForm
from congso.administration.policies import may_settle, offices_settled
from congso.administration.views import frame
from congso.administration.views.frame import Act, Line, Panel, Sheet
from congso.common import clock
from congso.organisation.models import Post, StandIn
from congso.organisation.queries import valid_on
from congso.organisation.services import endings, people
from congso.ui import formats
from congso.ui.requests import SignedInRequest

SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
def stand_ins(request: SignedInRequest) -> HttpResponse:
    """One's own stand-ins, and for heads those of their agency."""
    mine = StandInForm(
        request.POST if "own" in request.POST else None, auto_id="m_%s",
        absent_id=request.actor.person_id,
    )  # fmt: skip
    others = None
    if may_settle(request.actor):
        others = StandInForm(request.POST if "other" in request.POST else None, auto_id="o_%s")
    for form in (mine, others):
        if form is not None and form.is_bound and form.is_valid():
            if frame.attempt(form, partial(_appoint, request, form)):
                url = reverse("administration:stand-ins")
                return frame.done(request, _("Named. Both see it on their pages."), url)
    return _show(request, mine, others)


def _appoint(request: SignedInRequest, form: StandInForm) -> None:
    people.appoint_stand_in(request.actor, stand_in=form.to_row())


@require_POST
def end_stand_in(request: SignedInRequest, stand_in_id: int) -> HttpResponse:
    row = get_object_or_404(_seen(request), pk=stand_in_id)
    endings.end_stand_in(request.actor, stand_in_id=row.pk)
    url = reverse("administration:stand-ins")
    return frame.done(request, _("Standing in has ended."), url)


def _seen(request: SignedInRequest) -> QuerySet[StandIn]:
    """The rows the person may see: of himself, by himself, and of the agencies he settles."""
    rows = StandIn.objects.select_related("absent", "stand_in")
    among = offices_settled(request.actor)
    if among is None:
        return rows
    me = request.actor.person_id
    condition = Q(absent=me) | Q(stand_in=me)
    if among:
        people_there = Post.objects.filter(valid_on(clock.today()), unit__office__in=among)
        condition |= Q(absent__in=people_there.values("person"))
    return rows.filter(condition)


def _show(request: SignedInRequest, mine: StandInForm, others: StandInForm | None) -> HttpResponse:
    me, today = request.actor.person_id, clock.today()
    rows = list(_seen(request).filter(valid_until__gte=today).order_by("valid_from", "pk")[:SHOWN])
    own = [_line(row, may_end=row.absent_id == me) for row in rows if me in _both(row)]
    sheets = [
        Sheet(_("My stand-ins"), _columns(), own, _("Nobody stands in for you or you for anybody."))
    ]
    panels = [Panel(_("Who stands in for me"), mine, "", _("Name the stand-in"), _rule(),
                    fields=["own"])]  # fmt: skip
    if others is not None:
        lines = [_line(row, may_end=True) for row in rows if me not in _both(row)]
        sheets.append(
            Sheet(_("Of the agency"), _columns(), lines, _("Nobody stands in for another."))
        )
        panels.append(Panel(_("Who stands in for another"), others, "", _("Name the stand-in"),
                            is_open=bool(others.errors), fields=["other"]))  # fmt: skip
    return frame.show(request, title=_("Standing in"), sheets=sheets, panels=panels)


def _rule() -> str:
    return _(
        "At most 90 days. Never a signature and never a personal mailbox; who stands in names "
        "nobody else. Every act records both names."
    )


def _columns() -> tuple[str, ...]:
    return (_("Absent person"), _("Who stands in"), _("May"), _("From"), _("Until"))


def _both(row: StandIn) -> tuple[int, int]:
    return (row.absent_id, row.stand_in_id)


def _line(row: StandIn, *, may_end: bool) -> Line:
    words: list[Any] = [
        (row.may_handle, _("handle papers")), (row.may_direct, _("give directions")),
        (row.may_register, _("enter in the register")),
    ]  # fmt: skip
    url = reverse("administration:end-stand-in", args=[row.pk])
    act = Act(url, _("End now"), about=row.absent.full_name, danger=True)
    return Line(
        (row.absent.full_name, row.stand_in.full_name, ", ".join(w for may, w in words if may),
         formats.full_date(row.valid_from), formats.full_date(row.valid_until)),
        acts=(act,) if may_end else (),
    )  # fmt: skip
