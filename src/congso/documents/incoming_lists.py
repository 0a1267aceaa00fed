# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lists of papers that hang on the paper alone; routing adds those of flows."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from congso.common.actor import Actor
from congso.documents import queries
from congso.documents.enums import State
from congso.documents.lists import PaperList, plain_row
from congso.documents.models import Document
from congso.documents.policies import DOCUMENTS
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


TO_REGISTER = PaperList(
    key="to-register",
    label=_("To register"),
    source=queries.to_register,
    order=("-urgency", "created_at", "pk"),
    row=plain_row,
    offered=is_clerk,
    icon="inbox",
    tone="hot",
    empty=_("Papers from the exchange, from mail and from other offices of the house come in here."),
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
LISTS = (TO_REGISTER, RETURNED)
