# SPDX-License-Identifier: AGPL-3.0-or-later
"""Prints of one paper as PDF; each is written into the paper's access history."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from congso.api import papers
from congso.api.operations import actor_of, content, get
from congso.reports.enums import MEDIA_TYPES, Format
from congso.reports.services import print_paper

router = Router(tags=["files"])
PDF = MEDIA_TYPES[Format.PDF]
Print = Literal["handling_slip", "receipt", "return_slip", "stamped_copy"]


@get(
    router, "/documents/{uuid:document_id}/prints/{what}", None, errors=(404,), extra=content(PDF)
)  # fmt: skip
def print_document(request: HttpRequest, document_id: UUID, what: Print) -> HttpResponse:
    """The slip for handling, the receipt, the slip of return, or a copy with the arrival stamp.

    404 also where there is no such print: the paper was not returned, or has no PDF to stamp.
    """
    actor = actor_of(request)
    printed = print_paper(actor, document=papers.seen(actor, document_id), what=what)
    response = HttpResponse(printed.content, content_type=PDF)
    response["Content-Disposition"] = f'attachment; filename="{printed.file_name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
