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
from congso.reports.services import NothingToPrint, print_envelopes, print_labels, print_paper
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
    skip = read_number(request.GET.get("skip"), most=99) or 0
    printed = print_labels(block, skip=skip)
    return pdf_response(printed.content, printed.file_name)


@require_safe
def envelopes(request: SignedInRequest, office_id: int) -> HttpResponseBase:
    """Envelopes handed on unopened on a day (today), to be signed for."""
    day = _day(request.GET.get("day", ""))
    try:
        printed = print_envelopes(request.actor, office_id=office_id, day=day)
    except NothingToPrint:
        raise Http404 from None
    return pdf_response(printed.content, printed.file_name)


def _day(text: str) -> dt.date:
    if not text:
        return clock.today()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
