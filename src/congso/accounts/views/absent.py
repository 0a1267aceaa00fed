# SPDX-License-Identifier: AGPL-3.0-or-later
"""Doors that django-allauth would open and we keep walled up."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse


def absent(request: HttpRequest) -> HttpResponse:
    """No sign-up, no reset by oneself, no e-mail pages: accounts are the Office's (R-06)."""
    raise Http404
