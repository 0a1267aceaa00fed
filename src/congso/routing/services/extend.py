# SPDX-License-Identifier: AGPL-3.0-or-later
"""A later date: asked with reason, granted or refused by whoever set it; refusals stay visible."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.common.lifecycle import WrongState
from congso.documents.services.locking import locked
from congso.organisation.standing import PersonFacts
from congso.routing import acting, parties
from congso.routing.deadlines import Due, settled
from congso.routing.enums import OPEN, ExtensionState
from congso.routing.events import ExtensionAsked, ExtensionGranted, ExtensionRefused
from congso.routing.models import Extension, Flow
from congso.routing.parties import UnfitDirection
from congso.routing.policies import EXTENSIONS
from congso.routing.services import copies
from congso.routing.services.assign import for_recipient
from congso.routing.services.locking import above_of, locked_flow


class AskedAlready(Exception):
    message = _("A later date has been asked for and is not decided yet.")


@transaction.atomic
def ask_extension(
    actor: Actor, *, flow_id: int, until: Due, reason: str, now: dt.datetime | None = None
) -> Extension:
    """Ask for a later date, never later than the one above.

    Raises Denied, AskedAlready, DueTooLate, DueInThePast, UnfitDirection without a reason or for
    a date that is not later.
    """
    now = now or clock.now()
    reason = parties.clean_text(reason, field_name="reason", required=True)
    flow = locked_flow(actor, "ask_extension", flow_id)
    if Extension.objects.filter(flow=flow, state=ExtensionState.ASKED).exists():
        raise AskedAlready
    if until.at is None or flow.due_at is None or until.at <= flow.due_at:
        raise UnfitDirection({"until": _("Choose a date later than the present deadline.")})
    wanted = settled(until, above=_above(flow), now=now).at or until.at
    actor = for_recipient(actor, flow)
    extension = Extension.objects.create(
        flow=flow,
        asked_by_id=acting.person_of(actor),
        asked_at=now,
        reason=reason,
        old_due_at=flow.due_at,
        wanted_kind=until.kind,
        wanted_at=wanted,
    )
    event = ExtensionAsked(extension.pk, flow.pk, flow.document_id, flow.giver_id)
    audit.record(actor, event, after={"until": wanted.isoformat()})
    return extension


@transaction.atomic
def grant_extension(
    actor: Actor, *, extension_id: int, note: str = "", now: dt.datetime | None = None
) -> Extension:
    """Agree to the later date; the flow's deadline moves, the direction's words do not.

    Raises WrongState when it is decided or the work is over, Denied, DueTooLate when the date
    above has moved meanwhile, DueInThePast.
    """
    now = now or clock.now()
    extension, flow = _locked(actor, "grant_extension", extension_id)
    until = Due(extension.wanted_kind, extension.wanted_at)
    until = settled(until, above=_above(flow), now=now)
    actor = _decide(actor, extension, flow, ExtensionState.GRANTED, note, now)
    flow.due_kind, flow.due_at = until.kind, until.at
    flow.due_soon_at = flow.overdue_at = None
    flow.version += 1
    flow.save()
    if flow.copy_id is not None:
        copies.move_due(actor, flow, now)
    audit.record(
        actor,
        ExtensionGranted(extension.pk, flow.pk, flow.document_id),
        before={"due": extension.old_due_at.isoformat()},
        after={"due": extension.wanted_at.isoformat()},
    )
    return extension


@transaction.atomic
def refuse_extension(
    actor: Actor, *, extension_id: int, reason: str, now: dt.datetime | None = None
) -> Extension:
    """Refuse the later date with a reason, which stays with the flow.

    Raises WrongState, Denied, UnfitDirection without a reason.
    """
    now = now or clock.now()
    reason = parties.clean_text(reason, field_name="reason", required=True)
    extension, flow = _locked(actor, "refuse_extension", extension_id)
    actor = _decide(actor, extension, flow, ExtensionState.REFUSED, reason, now)
    audit.record(
        actor,
        ExtensionRefused(extension.pk, flow.pk, flow.document_id),
        after={"reason": reason},
    )
    return extension


def _above(flow: Flow) -> dt.datetime | None:
    if flow.parent_id is not None:
        return Flow.objects.values_list("due_at", flat=True).get(pk=flow.parent_id)
    return above_of(flow.document)


def _locked(actor: Actor, action: str, extension_id: int) -> tuple[Extension, Flow]:
    ids = Extension.objects.values_list("flow__document_id", flat=True)
    document = locked(ids.get(pk=extension_id))
    extension = Extension.objects.select_related("flow__direction", "flow__parent").get(
        pk=extension_id
    )
    flow = extension.flow
    flow.document = document
    if extension.state != ExtensionState.ASKED or flow.state not in OPEN:
        raise WrongState(action, extension.state)
    EXTENSIONS.require(actor, action, extension)
    return extension, flow


def _decide(
    actor: Actor, extension: Extension, flow: Flow, state: str, note: str, now: dt.datetime
) -> Actor:
    actor = _for_decider(actor, flow)
    extension.state, extension.decided_at = state, now
    extension.decided_by_id = actor.person_id
    extension.decision_note = parties.clean_text(note)
    extension.save()
    return actor


def _for_decider(actor: Actor, flow: Flow) -> Actor:
    """The actor, with the name of the giver or the head in whose stead he decides."""
    unit_id = flow.parent.unit_id if flow.parent is not None else None

    def entitled(facts: PersonFacts) -> bool:
        return (
            facts.person_id == flow.giver_id
            or flow.office_id in facts.offices_headed()
            or (unit_id is not None and unit_id in facts.units_headed())
        )

    return acting.on_behalf(actor, "may_direct", entitled)
