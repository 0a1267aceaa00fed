# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers for tests, awkward and Vietnamese."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from typing import Any

from congso.common import clock
from congso.common.actor import Actor
from congso.documents.enums import Road
from congso.documents.incoming import IncomingData
from congso.documents.models import Document, DocumentType
from congso.documents.services.register import register_incoming
from congso.organisation.models import RegistryOffice

_numbers = itertools.count(3187)


def incoming_data(office: RegistryOffice, **changes: Any) -> IncomingData:
    """An ordinary letter of the Finance Department, arrived five minutes ago."""
    arrived_at = changes.pop("arrived_at", clock.now() - dt.timedelta(minutes=5))
    type_code = changes.pop("type_code", "official_letter")
    data = IncomingData(
        office_id=office.pk,
        type_id=DocumentType.objects.get(code=type_code).pk,
        subject="V/v rà soát, báo cáo kinh phí hỗ trợ khắc phục thiệt hại do mưa lũ",
        symbol=f"{next(_numbers)}/STC-NS",
        issued_on=clock.day_of(arrived_at) - dt.timedelta(days=2),
        issuer_name="Sở Tài chính",
        arrived_at=arrived_at,
        road=Road.EXCHANGE,
    )
    return replace(data, **changes)


def make_document(
    office: RegistryOffice, *, actor: Actor | None = None, **changes: Any
) -> Document:
    """A registered paper of the office."""
    now = changes.pop("now", None)
    data = incoming_data(office, **changes)
    return register_incoming(actor or Actor.system("test"), data=data, now=now)
