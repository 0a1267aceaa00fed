# SPDX-License-Identifier: AGPL-3.0-or-later
"""Units and registry offices: opened, renamed, closed; never removed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.common.vietnamese import nfc
from congso.organisation.enums import UnitKind
from congso.organisation.events import (
    RegistryEstablished,
    UnitClosed,
    UnitOpened,
    UnitRenamed,
    UnitSightSet,
)
from congso.organisation.models import AgencySymbol, Post, RegistryOffice, Unit, UnitName
from congso.organisation.policies import UNITS, may_issue_accounts
from congso.organisation.services.clashes import clashes_told, require_order


class UnitStillInUse(Exception):
    message = _("People still have posts in this unit, or units stand below it. Move them first.")


@dataclass(frozen=True)
class UnitData:
    code: str
    kind: str
    name: str
    name_en: str = ""
    parent_id: int | None = None
    mailbox: str = ""
    position: int = 0


def require_manager(actor: Actor) -> None:
    """Raise Denied unless the actor is the Office's issuer, the command line or the product."""
    if not may_issue_accounts(actor):
        raise Denied("manage")


def require_office(actor: Actor, action: str, office_id: int) -> None:
    """Raise Denied unless the actor may do `action` in the registry office."""
    units = Unit.objects.filter(registry_office=office_id)
    if not UNITS.filter(units, actor, action).exists():
        raise Denied(action)


def require_place_of(actor: Actor, action: str, person_id: int) -> None:
    """Raise Denied unless the actor may do `action` where the person has a post today or later.

    The head of an agency whom somebody has left settles nothing of his any more.
    """
    held = Post.objects.filter(person=person_id)
    held = held.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=clock.today()))
    units = Unit.objects.filter(pk__in=held.values("unit"))
    if not UNITS.filter(units, actor, action).exists():
        raise Denied(action)


@transaction.atomic
def open_unit(actor: Actor, *, data: UnitData, valid_from: dt.date) -> Unit:
    """Add a unit to the tree from a day on. It belongs to the registry office of its parent.

    Raises Denied, or Clash for a code that is in use.
    """
    require_manager(actor)
    parent = Unit.objects.get(pk=data.parent_id) if data.parent_id else None
    with clashes_told():
        unit = Unit.objects.create(
            code=nfc(data.code),
            kind=UnitKind(data.kind),
            parent=parent,
            office_id=parent.office_id if parent else None,
            name=nfc(data.name),
            name_en=data.name_en,
            mailbox=data.mailbox,
            position=data.position,
            valid_from=valid_from,
        )
    UnitName.objects.create(unit=unit, name=unit.name, name_en=unit.name_en, valid_from=valid_from)
    audit.record(actor, UnitOpened(unit.pk), after={"name": unit.name, "code": unit.code})
    return unit


@transaction.atomic
def establish_registry(
    actor: Actor,
    *,
    unit_id: int,
    symbol: str,
    printed_name: str,
    printed_parent: str = "",
    stamp_name: str = "",
    place: str = "",
    valid_from: dt.date,
) -> RegistryOffice:
    """Give a unit its own clerks, seal, symbol and books (PRACTICE 1.1).

    Everything below it that has no registry office of its own now belongs to this one. Raises
    Denied, or Clash when it has one.
    """
    require_manager(actor)
    unit = Unit.objects.select_for_update().get(pk=unit_id)
    with clashes_told():
        office = RegistryOffice.objects.create(
            unit=unit,
            printed_name=nfc(printed_name),
            printed_parent=nfc(printed_parent),
            stamp_name=nfc(stamp_name or printed_name)[:80],
            place=nfc(place),
        )
    AgencySymbol.objects.create(registry_office=office, symbol=symbol, valid_from=valid_from)
    _settle(unit, unit.office_id, office.pk)
    audit.record(actor, RegistryEstablished(office.pk), after={"symbol": symbol})
    return office


def _settle(unit: Unit, old_office: int | None, new_office: int) -> None:
    """Move the unit and its branches from the old registry office to the new one."""
    level = [unit.pk]
    while level:
        Unit.objects.filter(pk__in=level).update(office_id=new_office)
        below = Unit.objects.filter(parent__in=level, office_id=old_office)
        level = list(below.values_list("pk", flat=True))


@transaction.atomic
def rename_unit(actor: Actor, *, unit_id: int, name: str, name_en: str, since: dt.date) -> Unit:
    """Change a unit's name from a day on; papers of before keep the old one (B-49).

    Raises Denied, or Clash when the present name began on that day or later.
    """
    require_manager(actor)
    unit = Unit.objects.select_for_update().get(pk=unit_id)
    before = unit.name
    current = UnitName.objects.get(unit=unit, valid_until__isnull=True)
    current.valid_until = since - dt.timedelta(days=1)
    require_order(current.valid_from, current.valid_until)
    current.save(update_fields=["valid_until"])
    with clashes_told():
        UnitName.objects.create(unit=unit, name=nfc(name), name_en=name_en, valid_from=since)
    unit.name, unit.name_en = nfc(name), name_en
    unit.save(update_fields=["name", "name_en"])
    audit.record(actor, UnitRenamed(unit.pk), before={"name": before}, after={"name": unit.name})
    return unit


@transaction.atomic
def close_unit(
    actor: Actor, *, unit_id: int, last_day: dt.date, successor_id: int | None = None
) -> Unit:
    """Close a unit after its last day. Raises UnitStillInUse while somebody has a post in it or an
    open unit stands below it."""
    require_manager(actor)
    unit = Unit.objects.select_for_update().get(pk=unit_id)
    require_order(unit.valid_from, last_day)
    staying = Post.objects.filter(unit=unit).exclude(valid_until__lte=last_day)
    below = Unit.objects.filter(parent=unit).exclude(valid_until__lte=last_day)
    if staying.exists() or below.exists():
        raise UnitStillInUse
    unit.valid_until, unit.successor_id = last_day, successor_id
    unit.save(update_fields=["valid_until", "successor"])
    audit.record(actor, UnitClosed(unit.pk), after={"last_day": last_day.isoformat()})
    return unit


@transaction.atomic
def set_sight(actor: Actor, *, unit_id: int, all_members_see: bool) -> Unit:
    """Whether all members of a unit see the papers given to it ("cả phòng cùng xem")."""
    unit = Unit.objects.select_for_update().get(pk=unit_id)
    UNITS.require(actor, "set_sight", unit)
    before = {"all_members_see": unit.all_members_see}
    unit.all_members_see = all_members_see
    unit.save(update_fields=["all_members_see"])
    after = {"all_members_see": all_members_see}
    audit.record(actor, UnitSightSet(unit.pk), before=before, after=after)
    return unit


def is_open(unit: Unit, day: dt.date | None = None) -> bool:
    """Whether the unit exists on `day` (today)."""
    day = day or clock.today()
    return unit.valid_from <= day and (unit.valid_until is None or unit.valid_until >= day)
