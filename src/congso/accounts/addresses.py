# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a request comes from."""

from __future__ import annotations

import ipaddress

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from congso.accounts.models import Person
from congso.common.actor import Actor


def client_address(request: HttpRequest | None) -> str:
    """The address of the client, past the proxies we trust; empty when there is none."""
    if request is None:
        return ""
    try:
        return str(get_adapter(request).get_client_ip(request))
    except PermissionDenied:
        return ""


def network_of(address: str) -> str:
    """The network an address is counted with: /24 of IPv4, /48 of IPv6; empty for no address."""
    if not address:
        return ""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    prefix = 24 if ip.version == 4 else 48
    return str(ipaddress.ip_network(f"{ip}/{prefix}", strict=False))


def person_in(request: HttpRequest) -> Person:
    """The person of a signed-in request. Raises PermissionDenied for nobody."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


def actor_of(request: HttpRequest) -> Actor:
    """Who asks: the actor the pages have set, else the signed-in person, else nobody."""
    known = getattr(request, "actor", None)
    if isinstance(known, Actor):
        return known
    user = getattr(request, "user", None)
    person_id = user.pk if user is not None and user.is_authenticated else None
    return Actor(person_id=person_id, via="http", ip=client_address(request))
