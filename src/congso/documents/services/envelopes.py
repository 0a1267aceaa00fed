# SPDX-License-Identifier: AGPL-3.0-or-later
"""Envelopes that are not opened: one line, handed on, or back as a paper (B-13, Article 21)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.common.lifecycle import WrongState
from congso.common.vietnamese import UnfitText, nfc, refuse_control
from congso.documents.enums import AddresseeKind, EnvelopeState, Road
from congso.documents.events import EnvelopePassedOn, EnvelopeRegistered
from congso.documents.incoming import SECRET_REFUSED, IncomingData, InvalidPaper, Message
from congso.documents.models import Document, Envelope
from congso.documents.page_text import secret_mark
from congso.documents.policies import ENVELOPES
from congso.documents.services.register import register_incoming


@dataclass(frozen=True)
class EnvelopeData:
    """What is written on an envelope, and to whom it goes."""

    office_id: int
    sender: str
    addressee: str
    addressee_kind: str = AddresseeKind.PERSON
    number_on_envelope: str = ""
    road: str = Road.POST
    arrived_at: dt.datetime | None = None
    is_hand_to_hand: bool = False
    note: str = ""


LONGEST = {"sender": 300, "addressee": 200, "number_on_envelope": 60, "note": 300}


@transaction.atomic
def pass_on(actor: Actor, *, data: EnvelopeData, now: dt.datetime | None = None) -> Envelope:
    """Write the line of an unopened envelope and that it was handed on now.

    Returns the envelope in state PASSED_ON. Raises InvalidPaper, also when a field bears the mark
    of a secret paper: those are outside the system (Regulation, Articles 2.2, 4.1). Raises Denied.
    """
    now = now or clock.now()
    texts = _checked(data, now)
    envelope = Envelope.objects.create(
        office_id=data.office_id,
        addressee_kind=data.addressee_kind,
        road=data.road,
        is_hand_to_hand=data.is_hand_to_hand,
        arrived_at=data.arrived_at or now,
        passed_on_at=now,
        passed_on_by_id=actor.person_id,
        **texts,
    )
    ENVELOPES.require(actor, "pass_on", envelope)
    audit.record(actor, EnvelopePassedOn(envelope.pk, envelope.office_id))
    return envelope


@transaction.atomic
def register_from_envelope(
    actor: Actor, *, envelope_id: int, data: IncomingData, now: dt.datetime | None = None
) -> Document:
    """What was inside proved to be common work and came back: register it from its line.

    Returns the registered document; the line shows its number. Raises what register_incoming
    raises, and WrongState when it was registered before.
    """
    envelope = Envelope.objects.select_for_update().get(pk=envelope_id)
    if envelope.state != EnvelopeState.PASSED_ON:
        raise WrongState("register", envelope.state)
    ENVELOPES.require(actor, "register", envelope)
    if data.office_id != envelope.office_id:
        raise InvalidPaper({"office_id": _("The envelope came to another office.")})
    document = register_incoming(actor, data=data, now=now)
    envelope.state, envelope.document = EnvelopeState.REGISTERED, document
    envelope.save(update_fields=("state", "document"))
    audit.record(actor, EnvelopeRegistered(envelope.pk, document.pk))
    return document


def _checked(data: EnvelopeData, now: dt.datetime) -> dict[str, str]:
    errors: dict[str, Message] = {}
    texts = {name: _text(getattr(data, name), name, errors) for name in LONGEST}
    for name, message in (
        ("sender", _("Enter the sender on the envelope.")),
        ("addressee", _("Enter to whom the envelope is handed on.")),
    ):
        if not texts[name] and name not in errors:
            errors[name] = message
    if data.addressee_kind not in AddresseeKind.values:
        errors["addressee_kind"] = _("Choose to whom the envelope is addressed.")
    if data.road not in Road.values:
        errors["road"] = _("Choose how the paper came.")
    if data.arrived_at and data.arrived_at > now + dt.timedelta(minutes=1):
        errors["arrived_at"] = _("The paper cannot arrive in the future. Enter the day it came.")
    if errors:
        raise InvalidPaper(errors)
    return texts


def _text(value: str, name: str, errors: dict[str, Message]) -> str:
    text = " ".join(nfc(value).split())
    try:
        refuse_control(text)
    except UnfitText as unfit:
        errors[name] = unfit.message
        return ""
    if secret_mark(text):
        errors[name] = SECRET_REFUSED
    elif len(text) > LONGEST[name]:
        errors[name] = _("Shorten this to %(limit)s characters.") % {"limit": LONGEST[name]}
    return text
