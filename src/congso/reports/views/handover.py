# SPDX-License-Identifier: AGPL-3.0-or-later
"""The minutes of a clerk who hands books and seal to a substitute."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.documents import queries_books
from congso.organisation import queries_clerks
from congso.organisation.events import HandoverPrinted
from congso.organisation.models import RegistryOffice, StandIn
from congso.organisation.policies import may_issue_accounts, offices_managed
from congso.reports.printing.handover_pdf import handover_pdf
from congso.reports.views.files import pdf_response
from congso.ui.requests import SignedInRequest


@require_safe
def handover(request: SignedInRequest, stand_in_id: int) -> HttpResponseBase:
    """The minutes with the numbers as they are now; for both people and who heads the agency."""
    rows = StandIn.objects.select_related("absent", "stand_in").filter(may_register=True)
    row = rows.filter(pk=stand_in_id).first()
    office = _office_of(row) if row is not None else None
    if row is None or office is None or not _may_see(request.actor, row, office):
        raise Http404
    books = queries_books.handed_over(office.pk, clock.today().year)
    with transaction.atomic():
        after = {name: last for name, last, _blank, _waits in books}
        audit.record(request.actor, HandoverPrinted(row.pk, office.pk), after=after)
    return pdf_response(handover_pdf(row, office, books), f"ban-giao-van-thu-{row.pk}.pdf")


def _office_of(row: StandIn) -> RegistryOffice | None:
    """The registry office whose clerk is absent."""
    offices = [of for clerk, of in queries_clerks.clerks(row.valid_from) if clerk == row.absent_id]
    return RegistryOffice.objects.select_related("unit").filter(pk__in=offices).first()


def _may_see(actor: Actor, row: StandIn, office: RegistryOffice) -> bool:
    both = (row.absent_id, row.stand_in_id)
    return (
        actor.person_id in both or may_issue_accounts(actor) or office.pk in offices_managed(actor)
    )
