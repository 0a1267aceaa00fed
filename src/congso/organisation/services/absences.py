# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is away, from when until when: so that the Office can see who is missing (flow 11)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from congso.audit import services as audit
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.organisation.events import AbsenceAnnounced, AbsenceWithdrawn, RegistryUnattended
from congso.organisation.models import Absence, RegistryOffice
from congso.organisation.services.clashes import clashes_told, require_order
from congso.organisation.services.structure import require_place_of


@transaction.atomic
def announce(actor: Actor, *, absence: Absence) -> Absence:
    """Say that somebody is away for some days; `absence` is an unsaved row.

    By himself, by the Office, or by the head of the agency or its Office. Raises Denied or Clash.
    """
    _require(actor, absence.person_id)
    require_order(absence.first_day, absence.last_day)
    with clashes_told():
        absence.save(force_insert=True)
    days = {"from": absence.first_day.isoformat(), "until": absence.last_day.isoformat()}
    audit.record(actor, AbsenceAnnounced(absence.pk, absence.person_id), after=days)
    return absence


@transaction.atomic
def withdraw(actor: Actor, *, absence_id: int) -> None:
    """He is there after all. Raises Denied."""
    absence = Absence.objects.select_for_update().get(pk=absence_id)
    _require(actor, absence.person_id)
    days = {"from": absence.first_day.isoformat(), "until": absence.last_day.isoformat()}
    audit.record(actor, AbsenceWithdrawn(absence.pk, absence.person_id), before=days)
    absence.delete()


@transaction.atomic
def note_unattended(actor: Actor, *, office: RegistryOffice, day: dt.date) -> None:
    """Record that nobody will register papers of the office on `day`. Raises Denied."""
    if not actor.is_system:
        raise Denied("note_unattended")
    audit.record(actor, RegistryUnattended(office.pk, day.isoformat()))


def _require(actor: Actor, person_id: int) -> None:
    if actor.person_id == person_id:
        return
    require_place_of(actor, "stand_in", person_id)
