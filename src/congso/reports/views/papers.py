# SPDX-License-Identifier: AGPL-3.0-or-later
"""Prints of one paper. Each is written into the paper's history."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from congso.common import clock
from congso.common.numbers import read_number
from congso.documents import queries, queries_books
from congso.documents.enums import EnvelopeState
from congso.documents.models import Envelope
from congso.documents.policies import ENVELOPES, offices_as_clerk, offices_run_by
from congso.documents.printing import labels as label_sheets
from congso.documents.printing import slips
from congso.organisation.models import RegistryOffice
from congso.reports.services import NothingToPrint, print_paper
from congso.reports.views.files import pdf_response
from congso.ui.requests import SignedInRequest


@require_safe
def handling_slip(request: SignedInRequest, uuid: UUID) -> HttpResponseBase:
    """Phiếu giải quyết văn bản đến."""
    return _print(request, uuid, "handling_slip")


@require_safe
def receipt(request: SignedInRequest, uuid: UUID) -> HttpResponseBase:
    """Phiếu biên nhận."""
    return _print(request, uuid, "receipt")


@require_safe
def return_slip(request: SignedInRequest, uuid: UUID) -> HttpResponseBase:
    """Phiếu trả lại, of a paper that was returned."""
    return _print(request, uuid, "return_slip")


@require_safe
def stamped(request: SignedInRequest, uuid: UUID) -> HttpResponseBase:
    """A copy of the main file with the arrival stamp; the file itself stays as it came."""
    return _print(request, uuid, "stamped_copy")


def _print(request: SignedInRequest, uuid: UUID, what: str) -> HttpResponseBase:
    try:
        document = queries.get_for(request.actor, "view", uuid)
        printed = print_paper(request.actor, document=document, what=what)
    except (queries.NotVisible, NothingToPrint):
        raise Http404 from None
    return pdf_response(printed.content, printed.file_name)


@require_safe
def labels(request: SignedInRequest, office_id: int, block_id: int) -> HttpResponseBase:
    """The sheet of ĐẾN labels of a pile."""
    actor = request.actor
    block = queries_books.blocks_for(actor, office_id).filter(pk=block_id).first()
    if block is None:
        raise Http404
    content = label_sheets.label_sheet(
        queries_books.labels(block),
        block.office.stamp_name or block.office.printed_name,
        skip=read_number(request.GET.get("skip"), most=99) or 0,
    )
    return pdf_response(content, f"nhan-den-{block.first_number}-{block.last_number}.pdf")


@require_safe
def envelopes(request: SignedInRequest, office_id: int) -> HttpResponseBase:
    """Envelopes handed on unopened on a day (today), to be signed for."""
    actor = request.actor
    day = _day(request.GET.get("day", ""))
    if office_id not in offices_as_clerk(actor) | offices_run_by(actor):
        raise Http404
    found = ENVELOPES.filter(Envelope.objects.filter(office=office_id), actor, "view").filter(
        passed_on_at__gte=clock.at(day, 0),
        passed_on_at__lt=clock.at(day + dt.timedelta(days=1), 0),
        state=EnvelopeState.PASSED_ON,
    )
    office = RegistryOffice.objects.get(pk=office_id)
    content = slips.envelope_list(list(found.order_by("passed_on_at")), office, day)
    return pdf_response(content, f"bi-thu-{day:%Y-%m-%d}.pdf")


def _day(text: str) -> dt.date:
    if not text:
        return clock.today()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
