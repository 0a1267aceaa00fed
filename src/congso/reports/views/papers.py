# SPDX-License-Identifier: AGPL-3.0-or-later
"""Prints of one paper. Each is written into the paper's history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from congso.audit import services as audit
from congso.common import clock
from congso.common.numbers import read_number
from congso.documents import queries, queries_books
from congso.documents.enums import EnvelopeState, State
from congso.documents.events import DocumentPrinted
from congso.documents.models import Document, Envelope
from congso.documents.policies import ENVELOPES, offices_as_clerk, offices_run_by
from congso.documents.printing import labels as label_sheets
from congso.documents.printing import slips
from congso.organisation.models import RegistryOffice
from congso.reports.paper_words import opinions_of, words_of
from congso.reports.stamped import NoPdf, stamped_main_file
from congso.reports.views.files import pdf_response
from congso.ui.requests import SignedInRequest

Maker = Callable[[Document], bytes]


@require_safe
def handling_slip(request: SignedInRequest, uuid: UUID) -> HttpResponseBase:
    """Phiếu giải quyết văn bản đến."""
    return _print(request, uuid, "phieu-giai-quyet", _handling_slip)


@require_safe
def receipt(request: SignedInRequest, uuid: UUID) -> HttpResponseBase:
    """Phiếu biên nhận."""
    return _print(
        request, uuid, "phieu-bien-nhan", lambda d: slips.receipt(d, words_of(d, in_full=True))
    )


@require_safe
def return_slip(request: SignedInRequest, uuid: UUID) -> HttpResponseBase:
    """Phiếu trả lại, of a paper that was returned."""
    return _print(request, uuid, "phieu-tra-lai", _return_slip)


@require_safe
def stamped(request: SignedInRequest, uuid: UUID) -> HttpResponseBase:
    """A copy of the main file with the arrival stamp; the file itself stays as it came."""
    return _print(request, uuid, "ban-co-dau-den", _stamped)


def _stamped(document: Document) -> bytes:
    if document.number is None or document.state == State.VOID:
        raise Http404
    try:
        return stamped_main_file(document)
    except NoPdf:
        raise Http404 from None


def _handling_slip(document: Document) -> bytes:
    return slips.handling_slip(document, words_of(document, in_full=True), opinions_of(document))


def _return_slip(document: Document) -> bytes:
    if document.state != State.RETURNED:
        raise Http404
    return slips.return_slip(document, words_of(document, in_full=True))


def _print(request: SignedInRequest, uuid: UUID, stem: str, maker: Maker) -> HttpResponseBase:
    actor = request.actor
    try:
        document = queries.get_for(actor, "view", uuid)
    except queries.NotVisible:
        raise Http404 from None
    content = maker(document)
    with transaction.atomic():
        audit.record(actor, DocumentPrinted(document.pk), after={"what": stem})
    return pdf_response(content, f"{stem}-{document.number_text or document.pk}.pdf")


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
