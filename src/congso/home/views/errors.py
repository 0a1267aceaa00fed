# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages for what goes wrong outside a view."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is stale or missing: say so, keep what was typed (the page has a draft)."""
    return render(request, "403_csrf.html", status=403)
