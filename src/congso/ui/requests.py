# SPDX-License-Identifier: AGPL-3.0-or-later
"""The request as views of signed-in people get it, for typing."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from congso.common.actor import Actor


class SignedInRequest(HttpRequest):
    """A request that has passed the middleware: who acts, by htmx or not, where in the menu."""

    actor: Actor
    htmx: HtmxDetails
    nav_key: str
