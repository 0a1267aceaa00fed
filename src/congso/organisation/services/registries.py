# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a registry office prints and how it works: names, symbol per period, switches."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from django.db import transaction

from congso.audit import services as audit
from congso.common.actor import Actor
from congso.common.vietnamese import nfc
from congso.organisation.events import RegistryChanged, SymbolChanged
from congso.organisation.models import AgencySymbol, RegistryOffice
from congso.organisation.services.clashes import clashes_told, require_order
from congso.organisation.services.structure import require_manager


@dataclass(frozen=True)
class RegistryData:
    """As printed on papers and stamps, and the switches of PRACTICE 1.7 and 2.1."""

    printed_name: str
    printed_parent: str = ""
    stamp_name: str = ""
    place: str = ""
    edxml_code: str = ""
    clerk_may_propose: bool = True
    office_may_send_straight: bool = True
    is_trial: bool = False


@transaction.atomic
def change_registry(actor: Actor, *, registry_office_id: int, data: RegistryData) -> RegistryOffice:
    """Change names and switches; what is printed already keeps what it had. Raises Denied."""
    require_manager(actor)
    office = RegistryOffice.objects.select_for_update().get(pk=registry_office_id)
    before = {name: getattr(office, name) for name in asdict(data)}
    after = {k: nfc(v).strip() if isinstance(v, str) else v for k, v in asdict(data).items()}
    after["stamp_name"] = (after["stamp_name"] or after["printed_name"])[:80]
    for name, value in after.items():
        setattr(office, name, value)
    office.save(update_fields=tuple(after))
    audit.record(actor, RegistryChanged(office.pk), before=before, after=after)
    return office


@transaction.atomic
def change_symbol(
    actor: Actor, *, registry_office_id: int, symbol: str, since: dt.date
) -> AgencySymbol:
    """Give a registry office another symbol from a day on: SNN, then SNNMT (B-49).

    Raises Denied, or Clash when the present symbol began on that day or later.
    """
    require_manager(actor)
    office = RegistryOffice.objects.select_for_update().get(pk=registry_office_id)
    current = AgencySymbol.objects.filter(registry_office=office, valid_until__isnull=True).first()
    if current is not None:
        current.valid_until = since - dt.timedelta(days=1)
        require_order(current.valid_from, current.valid_until)
        current.save(update_fields=("valid_until",))
    with clashes_told():
        row = AgencySymbol.objects.create(
            registry_office=office, symbol=nfc(symbol).strip(), valid_from=since
        )
    audit.record(
        actor,
        SymbolChanged(office.pk),
        before={"symbol": current.symbol if current else None},
        after={"symbol": row.symbol, "from": since.isoformat()},
    )
    return row
