# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import time

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from congso.accounts import second_factor_rule
from congso.accounts.addresses import person_in


@never_cache
@login_required
@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why a second factor is wanted, and the two ways to one; nothing else is shown before."""
    if not second_factor_rule.is_missing(person_in(request), request.session, time.time()):
        return HttpResponseRedirect("/")
    return render(request, "accounts/second_factor.html")
