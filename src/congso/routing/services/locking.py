# SPDX-License-Identifier: AGPL-3.0-or-later
"""Under the paper's lock, so that acts on one paper follow one another.

State is asked before right, so that whoever comes second reads that he came second.
"""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from congso.common.actor import Actor
from congso.common.lifecycle import WrongState
from congso.documents.models import Document
from congso.documents.services.locking import locked
from congso.routing import lifecycle
from congso.routing.enums import OPEN, OPEN_STAGES
from congso.routing.models import Direction, Flow, Proposal
from congso.routing.policies import DIRECTED, FLOWS, PROPOSALS


class Stale(Exception):
    """Somebody else has changed the flow since the page was shown; nothing was changed."""

    message = WrongState.message


def locked_proposal(actor: Actor, verb: str, proposal_id: int) -> Proposal:
    """The proposal with its paper locked. Raises WrongState or Denied."""
    document_id = Proposal.objects.values_list("document_id", flat=True).get(pk=proposal_id)
    document = locked(document_id)
    proposal = Proposal.objects.get(pk=proposal_id)
    proposal.document = document
    if not lifecycle.PROPOSALS.can(proposal, verb):
        raise WrongState(verb, proposal.stage)
    if document.state not in DIRECTED:
        raise WrongState(verb, document.state)
    PROPOSALS.require(actor, verb, proposal)
    return proposal


def locked_flow(
    actor: Actor, action: str, flow_id: int, *, expected_version: int | None = None
) -> Flow:
    """The flow with its paper locked. Raises WrongState, Denied or Stale."""
    document_id = Flow.objects.values_list("document_id", flat=True).get(pk=flow_id)
    document = locked(document_id)
    flow = Flow.objects.select_related("direction", "unit", "parent__unit").get(pk=flow_id)
    flow.document = document
    if action in lifecycle.FLOWS.verbs and not lifecycle.FLOWS.can(flow, action):
        raise WrongState(action, flow.state)
    FLOWS.require(actor, action, flow)
    if expected_version is not None and flow.version != expected_version:
        raise Stale
    return flow


class Overtaken(Stale):
    """The paper was proposed or directed anew since the form was opened; nothing was changed.

    `basis` is what there is now, so that the form can be sent again by whoever has looked at it.
    """

    message = _(
        "Somebody else has proposed or directed this paper since you opened it. "
        "Look at the paper; send once more if yours is to count."
    )

    def __init__(self, basis: str) -> None:
        super().__init__(basis)
        self.basis = basis


def basis_of(document_id: int) -> str:
    """The standing proposal and the newest direction of the first level, as one word for a form."""
    standing = Proposal.objects.filter(document=document_id, stage__in=OPEN_STAGES)
    given = Direction.objects.filter(document=document_id, parent_flow=None)
    newest = (rows.order_by("-pk").first() for rows in (standing, given))
    return ".".join(str(row.pk if row else 0) for row in newest)


def require_basis(document: Document, basis: str | None) -> None:
    """Raise Overtaken when a locked paper is not what the author had before him."""
    if basis is not None and basis != (now := basis_of(document.pk)):
        raise Overtaken(now)


def open_proposal(document: Document) -> Proposal | None:
    """The standing proposal of a locked paper."""
    return Proposal.objects.filter(document=document, stage__in=OPEN_STAGES).first()


def above_of(document: Document) -> dt.datetime | None:
    """The date that stands over directions of the first level: the superior agency's, or the
    one of the office that sent this copy (as extended)."""
    behind = (
        Flow.objects.filter(copy=document, state__in=OPEN, due_at__isnull=False)
        .order_by("due_at")
        .values_list("due_at", flat=True)
        .first()
    )
    return behind or document.due_at
