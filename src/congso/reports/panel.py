# SPDX-License-Identifier: AGPL-3.0-or-later
"""What reports put on a paper's page (CONGSO_DOCUMENT_PANELS)."""

from __future__ import annotations

from congso.documents.enums import Direction, FileRole, ReceiptState, State
from congso.documents.incoming_lists import receipt_words
from congso.documents.models import Document
from congso.documents.panels import Panel
from congso.documents.policies import NUMBERED
from congso.reports.stamped import STAMPABLE
from congso.ui.requests import SignedInRequest


def panels(request: SignedInRequest, document: Document) -> list[Panel]:
    """The menu of prints: slips and the copy with the stamp. Nothing before there is a number.

    They are those of an incoming paper; one that went out has no arrival stamp and no slip.
    """
    if document.direction != Direction.INCOMING:
        return []
    if document.number is None and document.state != State.RETURNED:
        return []
    main = any(f.role == FileRole.MAIN and f.media_type in STAMPABLE for f in document.files.all())
    context = {
        "document": document,
        "numbered": document.number is not None and document.state != State.VOID,
        "returned": document.state == State.RETURNED,
        "stampable": main,
    }
    return [
        *_receipt(document),
        Panel("actions", "reports/_prints.html", context, 900),
        Panel("menu", "reports/_print_items.html", context, 900),
    ]


def _receipt(document: Document) -> list[Panel]:
    """How the receipt to an outside sender stands; nothing for a number that is void."""
    receipt = getattr(document, "receipt", None)
    if receipt is None or document.state not in NUMBERED:
        return []
    waits = receipt.state == ReceiptState.WAITING
    words = receipt_words(document.issuer.email if document.issuer else "") if waits else ""
    return [Panel("side", "reports/_receipt.html", {"receipt": receipt, "words": words}, 950)]
