# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of distribution, directions and handling in the trail of a paper.

Tables of CONGSO_TRAIL_SENTENCES and CONGSO_TRAIL_SOURCES. What only follows from another act (a
flow that was sent or closed by a direction) has no line of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from django.db.models import CharField, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congso.documents.models import Document
from congso.documents.trail import Sentence, Told
from congso.routing import events
from congso.routing.enums import Way
from congso.routing.models import (
    ClockStop,
    Direction,
    Extension,
    Flow,
    Proposal,
    SentBack,
)

WAYS: dict[str, Promise] = {
    str(Way.AGREED): _("agreed to the proposal of the Office"),
    str(Way.HANDWRITTEN): _("entered a direction written by hand"),
    str(Way.SPOKEN): _("entered a spoken direction"),
    str(Way.ASSIGNED): _("assigned it on"),
    str(Way.STRAIGHT): _("sent it straight to its recipients"),
}
GAVE = _("gave a direction")


def _directed(told: Told) -> str:
    return str(WAYS.get(str(told.data.get("way")), GAVE))


def _with(text: Promise) -> Callable[[Told], str]:
    return lambda told: f"{text}{told.reason}"


SENTENCES: dict[str, Sentence] = {
    events.ProposalMade.verb: _("proposed its distribution"),
    events.ProposalPresented.verb: _("put it before the leader"),
    events.ProposalHandedOn.verb: _("handed it to another leader"),
    events.ProposalReturned.verb: _with(_("returned it to the Office")),
    events.ProposalWithdrawn.verb: _("took the proposal back"),
    events.SentBackToClerk.verb: _with(_("gave it back to the clerk to look over")),
    events.SentBackSettled.verb: _("looked it over, to be distributed again"),
    events.ClockStopped.verb: _with(_("stopped the clock of its deadlines")),
    events.ClockStarted.verb: _with(_("let its deadlines run again")),
    events.DirectionGiven.verb: _directed,
    events.DirectionConfirmed.verb: _("confirmed the direction that was entered"),
    events.ConfirmationLetRest.verb: _with(_("noted that the leader left before confirming")),
    events.FlowAccepted.verb: _("took the work in hand"),
    events.FlowReturned.verb: _with(_("returned the work")),
    events.FlowForwarded.verb: _("handed the work on"),
    events.FlowTakenBack.verb: _("took the work back"),
    events.OpinionGiven.verb: _("gave an opinion"),
    events.FlowFinished.verb: _("finished the work"),
    events.FlowReopened.verb: _("reopened the work"),
    events.FlowUrged.verb: _("urged the work"),
    events.ExtensionAsked.verb: _("asked for a later deadline"),
    events.ExtensionGranted.verb: _("granted a later deadline"),
    events.ExtensionRefused.verb: _with(_("refused a later deadline")),
}


def sources(document: Document) -> dict[str, list[int]]:
    """Ids of the proposals, directions, flows and extensions of a paper, in one query."""
    first, *others = (
        found.order_by().values_list("pk", Value(kind, output_field=CharField()))
        for kind, found in (
            ("proposal", Proposal.objects.filter(document=document)),
            ("sent_back", SentBack.objects.filter(document=document)),
            ("clock_stop", ClockStop.objects.filter(document=document)),
            ("direction", Direction.objects.filter(document=document)),
            ("flow", Flow.objects.filter(document=document)),
            ("extension", Extension.objects.filter(flow__document=document)),
        )
    )
    ids: dict[str, list[int]] = defaultdict(list)
    for pk, kind in first.union(*others, all=True):
        ids[kind].append(pk)
    return ids
