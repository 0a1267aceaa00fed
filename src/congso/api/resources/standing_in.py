# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days away and stand-ins: one's own, and for heads those of their agency.

They have a scope of their own: who is named as stand-in reads on after a token has ended.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from congso.accounts.models import Person
from congso.administration import queries_standing_in as queries
from congso.api import paging, references
from congso.api.enums import Scope
from congso.api.operations import actor_of, answer, content, delete, get, nothing, post
from congso.api.problems import unfit
from congso.api.resources.prints import PDF, pdf_of
from congso.api.schemas.standing_in import (
    AbsenceIn,
    AbsenceOut,
    AbsencePage,
    StandInIn,
    StandInOut,
    StandInPage,
    absence_of,
    stand_in_of,
)
from congso.api.schemas.types import Cursor, IdInPath, Limit
from congso.common import clock
from congso.common.actor import Actor
from congso.organisation.models import Absence, StandIn
from congso.organisation.services import absences, endings, people
from congso.reports.services import print_handover

router = Router(tags=["standing in"])


@get(router, "/absences", AbsencePage)
def list_absences(
    request: HttpRequest, cursor: Cursor = "", limit: Limit = paging.USUAL
) -> HttpResponse:
    """Who is away from today on: the caller, and for heads their agency; the nearest first."""
    found = queries.absences(actor_of(request))
    shown, following = paging.page_of(found, ("first_day", "pk"), cursor, limit)
    return answer(AbsencePage(items=[absence_of(row) for row in shown], next=following))


@post(router, "/absences", AbsenceOut, scope=Scope.STAND_INS, status=201, errors=())
def announce_absence(request: HttpRequest, away: AbsenceIn) -> HttpResponse:
    """Say that somebody is away; the head of the agency is told when a register stays unkept."""
    actor = actor_of(request)
    references.require(person_id=away.person_id)
    row = Absence(
        person_id=_himself_or(actor, away.person_id), first_day=away.first_day,
        last_day=away.last_day, note=away.note,
    )  # fmt: skip
    return answer(absence_of(absences.announce(actor, absence=row)), status=201)


@delete(router, "/absences/{int:absence_id}", scope=Scope.STAND_INS)
def withdraw_absence(request: HttpRequest, absence_id: IdInPath) -> HttpResponse:
    """The person is there after all."""
    actor = actor_of(request)
    row = queries.absences(actor).get(pk=absence_id)
    absences.withdraw(actor, absence_id=row.pk)
    return nothing()


@get(router, "/stand-ins", StandInPage)
def list_stand_ins(
    request: HttpRequest, cursor: Cursor = "", limit: Limit = paging.USUAL
) -> HttpResponse:
    """Who stands in today or later: for the caller, he for others, for heads their agency."""
    found = queries.stand_ins(actor_of(request)).filter(valid_until__gte=clock.today())
    shown, following = paging.page_of(found, ("valid_from", "pk"), cursor, limit)
    return answer(StandInPage(items=[stand_in_of(row) for row in shown], next=following))


@post(router, "/stand-ins", StandInOut, scope=Scope.STAND_INS, status=201, errors=())
def appoint_stand_in(request: HttpRequest, wanted: StandInIn) -> HttpResponse:
    """Name who acts for an absent person. Who stands in names nobody else."""
    actor = actor_of(request)
    references.require(absent_id=wanted.absent_id, stand_in_id=wanted.stand_in_id)
    if not Person.objects.filter(pk=wanted.stand_in_id, is_active=True).exists():
        raise unfit({"stand_in_id": _("Choose a person from the list.")})
    given = wanted.model_dump(exclude={"absent_id"})
    row = StandIn(absent_id=_himself_or(actor, wanted.absent_id), **given)
    return answer(stand_in_of(people.appoint_stand_in(actor, stand_in=row)), status=201)


@delete(router, "/stand-ins/{int:stand_in_id}", scope=Scope.STAND_INS)
def end_stand_in(request: HttpRequest, stand_in_id: IdInPath) -> HttpResponse:
    """The absent person is back: standing in ends now."""
    actor = actor_of(request)
    row = queries.stand_ins(actor).get(pk=stand_in_id)
    endings.end_stand_in(actor, stand_in_id=row.pk)
    return nothing()


@get(
    router, "/stand-ins/{int:stand_in_id}/minutes", None, errors=(404,), extra=content(PDF)
)  # fmt: skip
def print_handover_minutes(request: HttpRequest, stand_in_id: IdInPath) -> HttpResponse:
    """The minutes of a clerk who hands books and seal to his substitute, as PDF."""
    return pdf_of(print_handover(actor_of(request), stand_in_id=stand_in_id))


def _himself_or(actor: Actor, person_id: int | None) -> int:
    return person_id or actor.person_id or 0
