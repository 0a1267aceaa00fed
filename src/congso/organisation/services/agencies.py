# SPDX-License-Identifier: AGPL-3.0-or-later
"""Outside agencies and groups of recipients."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from congso.audit import services as audit
from congso.common.actor import Actor
from congso.common.vietnamese import nfc
from congso.organisation.events import ExternalAgencyAdded
from congso.organisation.models import ExternalAgency, RecipientGroup
from congso.organisation.services.structure import require_manager


@dataclass(frozen=True)
class ExternalData:
    name: str
    short_name: str = ""
    email: str = ""
    address: str = ""
    edxml_code: str = ""
    group: str = ""


@transaction.atomic
def add_external(actor: Actor, *, data: ExternalData) -> ExternalAgency:
    """Add an agency outside to the directory. Names are unique; "Uỷ ban" is kept as registered."""
    require_manager(actor)
    agency = ExternalAgency(**{**data.__dict__, "name": " ".join(nfc(data.name).split())})
    agency.save(force_insert=True)
    audit.record(actor, ExternalAgencyAdded(agency.pk), after={"name": agency.name})
    return agency


@transaction.atomic
def add_group(
    actor: Actor, *, name: str, rule: str | list[str] | tuple[str, ...]
) -> RecipientGroup:
    """Add a name used in lists of recipients. `rule` names groups of outside agencies, or says in
    words which part of the house is meant (its members are those of the day it is used)."""
    require_manager(actor)
    if isinstance(rule, str):
        return RecipientGroup.objects.create(name=nfc(name), rule=rule, external_groups=[])
    return RecipientGroup.objects.create(
        name=nfc(name), rule="external", external_groups=list(rule)
    )
