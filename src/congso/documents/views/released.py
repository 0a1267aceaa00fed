# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form of a waiting paper is left: the paper is free for the other clerk at once."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from congso.documents.models import Document
from congso.documents.services import claims
from congso.ui.requests import SignedInRequest


@require_POST
def release(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Give back one's own claim; the answer is the same whatever paper it is, if any.

    Sent by a page on its way out, which reads no answer; the paper may be registered by then.
    """
    for pk in Document.objects.filter(uuid=uuid).values_list("pk", flat=True):
        claims.release(request.actor, document_id=pk)
    return HttpResponse(status=204)
