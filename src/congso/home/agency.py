# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agency shown in the bar."""

from __future__ import annotations

from congso.organisation.models import RegistryOffice
from congso.organisation.standing import standing_of
from congso.ui.context import AgencyView
from congso.ui.requests import SignedInRequest


def view(request: SignedInRequest) -> AgencyView:
    """The registry office the signed-in person works in; the first one before sign-in."""
    actor = getattr(request, "actor", None)
    offices = RegistryOffice.objects.select_related("unit").order_by("pk")
    office = None
    if actor is not None and (home := standing_of(actor).home_office):
        office = offices.filter(pk=home).first()
    office = office or offices.first()
    if office is None:
        return AgencyView()
    return AgencyView(
        name=office.unit.name, short_name=office.stamp_name, superior=office.printed_parent
    )
