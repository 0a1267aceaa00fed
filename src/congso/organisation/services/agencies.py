# SPDX-License-Identifier: AGPL-3.0-or-later
"""Outside agencies and groups of recipients."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from congso.audit import services as audit
from congso.common.actor import Actor
from congso.common.vietnamese import nfc
from congso.organisation.events import (
    ExternalAgencyAdded,
    ExternalAgencyChanged,
    GroupAdded,
    GroupChanged,
)
from congso.organisation.models import ExternalAgency, RecipientGroup
from congso.organisation.services.clashes import clashes_told
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
    agency = ExternalAgency(**_fields(data))
    with clashes_told():
        agency.save(force_insert=True)
    audit.record(actor, ExternalAgencyAdded(agency.pk), after={"name": agency.name})
    return agency


@transaction.atomic
def change_external(
    actor: Actor, *, agency_id: int, data: ExternalData, is_active: bool = True
) -> ExternalAgency:
    """Mend an agency's entry, or put it out of use; papers keep the name of their day."""
    require_manager(actor)
    agency = ExternalAgency.objects.select_for_update().get(pk=agency_id)
    before = _facts(agency)
    for name, value in _fields(data).items():
        setattr(agency, name, value)
    agency.is_active = is_active
    with clashes_told():
        agency.save()
    audit.record(actor, ExternalAgencyChanged(agency.pk), before=before, after=_facts(agency))
    return agency


def _fields(data: ExternalData) -> dict[str, str]:
    clean = {name: nfc(value).strip() for name, value in data.__dict__.items()}
    return {**clean, "name": " ".join(clean["name"].split())}


def _facts(agency: ExternalAgency) -> dict[str, object]:
    names = ("name", "short_name", "email", "address", "edxml_code", "group", "is_active")
    return {name: getattr(agency, name) for name in names}


@transaction.atomic
def add_group(
    actor: Actor, *, name: str, rule: str | list[str] | tuple[str, ...]
) -> RecipientGroup:
    """Add a name used in lists of recipients. `rule` names groups of outside agencies, or says in
    words which part of the house is meant (its members are those of the day it is used)."""
    require_manager(actor)
    inside, outside = (rule, []) if isinstance(rule, str) else ("external", list(rule))
    with clashes_told():
        group = RecipientGroup.objects.create(name=nfc(name), rule=inside, external_groups=outside)
    audit.record(actor, GroupAdded(group.pk), after={"name": group.name, "rule": group.rule})
    return group


@transaction.atomic
def change_group(
    actor: Actor, *, group_id: int, name: str, external_groups: list[str]
) -> RecipientGroup:
    """Rename a group, and say of which outside agencies it is when it is one of those."""
    require_manager(actor)
    group = RecipientGroup.objects.select_for_update().get(pk=group_id)
    before = {"name": group.name, "external_groups": group.external_groups}
    group.name = nfc(name)
    if group.rule == "external":
        group.external_groups = external_groups
    with clashes_told():
        group.save(update_fields=["name", "external_groups"])
    after = {"name": group.name, "external_groups": group.external_groups}
    audit.record(actor, GroupChanged(group.pk), before=before, after=after)
    return group
