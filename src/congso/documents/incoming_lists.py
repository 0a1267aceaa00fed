# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lists of papers that hang on the paper alone; routing adds those of flows."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from congso.access.enums import ObjectKind
from congso.access.queries import visible
from congso.common.actor import Actor
from congso.documents import queries
from congso.documents.enums import ReceiptState, State
from congso.documents.lists import PaperList, Row, plain_row
from congso.documents.models import Document, DocumentFile, Receipt
from congso.documents.policies import DOCUMENTS, NUMBERED, offices_as_clerk, offices_run_by
from congso.documents.queries_books import unfilled
from congso.documents.services.claims import ClaimedBy
from congso.filestore.queries import hashes_to_confirm
from congso.organisation.enums import Role
from congso.organisation.standing import standing_of


def is_clerk(actor: Actor) -> bool:
    """Whether the actor registers papers today, for himself or as a substitute."""
    standing = standing_of(actor)
    return any(facts.offices_with_role(Role.CLERK) for facts in standing.acting("may_register"))


def returned(actor: Actor) -> QuerySet[Document]:
    """Trả lại: papers of the office sent back to their senders."""
    queryset = Document.objects.filter(state__in=(State.RETURNED,))
    return DOCUMENTS.filter(queryset, actor, "view").select_related(*queries.LISTED)


def confirms_removals(actor: Actor) -> bool:
    """Whether the actor heads an Office or an agency today, or stands in for who does."""
    standing = standing_of(actor)
    leads = any(facts.offices_led() for facts in standing.acting("may_direct"))
    return leads or bool(offices_run_by(actor))


def to_remove(actor: Actor) -> QuerySet[Document]:
    """Gỡ khẩn cấp: papers whose removal somebody else has asked for."""
    asked = DocumentFile.objects.filter(sha256__in=hashes_to_confirm(actor)).values("document_id")
    found = DOCUMENTS.filter(Document.objects.filter(pk__in=asked), actor, "confirm_secret_removal")
    return found.select_related(*queries.LISTED)


def waiting(actor: Actor) -> QuerySet[Document]:
    """Chờ vào sổ, with who is entering each of them right now."""
    return queries.to_register(actor).select_related(*queries.LISTED, "claim__person")


def waiting_row(document: Document, now: dt.datetime) -> Row:
    """A waiting paper leads to its form; one that is being entered says by whom."""
    held = getattr(document, "claim", None)
    note = str(ClaimedBy(held.person.full_name).message) if held and held.expires_at > now else ""
    return replace(
        plain_row(document, now),
        note=note or document.transfer_note,
        url=reverse("documents:register", args=[document.uuid]),
    )


def blank_row(document: Document, now: dt.datetime) -> Row:
    """A number whose content is still to be entered."""
    return replace(
        plain_row(document, now),
        url=reverse("documents:complete", args=[document.uuid]),
    )


def receipts_waiting(actor: Actor) -> QuerySet[Receipt]:
    """Biên nhận chờ gửi: senders outside that were not told yet, the oldest first."""
    owed = Receipt.objects.filter(
        visible(actor, ObjectKind.DOCUMENT, of="document_id"),
        office__in=offices_as_clerk(actor),
        state=ReceiptState.WAITING,
        document__state__in=NUMBERED,
    )
    related = ("document__type", "document__book", "document__office", "document__issuer")
    return owed.select_related(*related)


def receipt_row(receipt: Receipt, now: dt.datetime) -> Row:
    """A line for a receipt: the paper, since when it waits, and where it would go."""
    document = receipt.document
    address = document.issuer.email if document.issuer else ""
    return Row(document, note=str(receipt_words(address)))


def receipt_words(address: str) -> str:
    """How a waiting receipt stands, with the address it waits for."""
    if not address:
        return _now("Waits to be sent by official mail; the sender has no address in the directory")
    return _now("Waits to be sent by official mail to %(address)s") % {"address": address}


TO_REGISTER = PaperList(
    key="to-register",
    label=_("To register"),
    source=waiting,
    order=("-urgency", "created_at", "pk"),
    row=waiting_row,
    offered=is_clerk,
    icon="inbox",
    tone="hot",
    empty=_(
        "Papers from the exchange, from mail and from other offices of the house come in here."
    ),
    position=10,
)
RETURNED = PaperList(
    key="returned-to-sender",
    label=_("Returned to sender"),
    source=returned,
    order=("-created_at", "-pk"),
    row=plain_row,
    offered=is_clerk,
    icon="arrow-back-up",
    empty=_("Papers you send back to their senders are kept here with the reason."),
    position=60,
    counted=False,
)
UNFILLED = PaperList(
    key="to-fill-in",
    label=_("Numbers to fill in"),
    source=unfilled,
    order=("registered_at", "number", "pk"),
    row=blank_row,
    offered=is_clerk,
    icon="number",
    tone="hot",
    empty=_("Numbers taken for a pile of papers wait here until their content is entered."),
    position=12,
)
SECRET_REMOVALS = PaperList(
    key="secret-removals",
    label=_("Emergency removals"),
    source=to_remove,
    order=("-created_at", "-pk"),
    row=plain_row,
    offered=confirms_removals,
    icon="alert-triangle",
    tone="hot",
    empty=_("Secret papers whose emergency removal was asked for wait here for a second person."),
    position=5,
)
RECEIPTS = PaperList(
    key="receipts",
    label=_("Receipts to send"),
    source=receipts_waiting,
    order=("owed_since", "document_id"),
    row=receipt_row,
    offered=is_clerk,
    icon="send",
    empty=_("Receipts owed to senders outside the house wait here for the official mail."),
    position=61,
    counted=False,
)
LISTS = (SECRET_REMOVALS, TO_REGISTER, UNFILLED, RETURNED, RECEIPTS)
