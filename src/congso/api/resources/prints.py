# SPDX-License-Identifier: AGPL-3.0-or-later
"""Prints as PDF: of one paper (written into its access history), of a pile, of envelopes."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from congso.api import papers
from congso.api.operations import actor_of, content, get
from congso.api.schemas.types import Day, IdInPath, IdInQuery
from congso.common import clock
from congso.documents.models import NumberBlock
from congso.documents.policies import BLOCKS
from congso.reports.enums import MEDIA_TYPES, Format
from congso.reports.services import Printed, print_envelopes, print_labels, print_paper

router = Router(tags=["files"])
PDF = MEDIA_TYPES[Format.PDF]
Print = Literal["handling_slip", "receipt", "return_slip", "stamped_copy"]
Skip = Annotated[int, Field(ge=0, le=99)]


@get(
    router, "/documents/{uuid:document_id}/prints/{what}", None, errors=(404,), extra=content(PDF)
)  # fmt: skip
def print_document(request: HttpRequest, document_id: UUID, what: Print) -> HttpResponse:
    """The slip for handling, the receipt, the slip of return, or a copy with the arrival stamp.

    404 also where there is no such print: the paper was not returned, or has no PDF to stamp.
    """
    actor = actor_of(request)
    return pdf_of(print_paper(actor, document=papers.seen(actor, document_id), what=what))


@get(router, "/blocks/{int:block_id}/labels", None, errors=(404,), extra=content(PDF))
def print_pile_labels(request: HttpRequest, block_id: IdInPath, skip: Skip = 0) -> HttpResponse:
    """The ĐẾN labels of a pile with their QR codes, 32 to a sheet of A4.

    `skip`: so many places of a sheet that was begun stay empty. Numbers made void have no label.
    """
    blocks = BLOCKS.filter(NumberBlock.objects.select_related("office"), actor_of(request), "view")
    return pdf_of(print_labels(blocks.get(pk=block_id), skip=skip))


@get(router, "/envelopes/sheet", None, errors=(404,), extra=content(PDF))
def print_envelope_sheet(
    request: HttpRequest, office_id: IdInQuery, day: Day | None = None
) -> HttpResponse:
    """The envelopes an office handed on unopened on a day (today), to be signed for."""
    actor = actor_of(request)
    return pdf_of(print_envelopes(actor, office_id=office_id, day=day or clock.today()))


def pdf_of(printed: Printed) -> HttpResponse:
    """A PDF of our own making under its name."""
    response = HttpResponse(printed.content, content_type=PDF)
    response["Content-Disposition"] = f'attachment; filename="{printed.file_name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
