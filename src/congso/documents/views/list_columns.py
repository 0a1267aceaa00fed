# SPDX-License-Identifier: AGPL-3.0-or-later
"""Choosing what lists show of each paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from congso.accounts.addresses import person_in
from congso.accounts.services.preferences import PreferencesData, set_preferences
from congso.documents import list_columns
from congso.documents.lists import Row
from congso.ui.requests import SignedInRequest


def columns_of(request: SignedInRequest, rows: Iterable[Row]) -> dict[str, Any]:
    """What a page of a list needs to show the columns of this person, the kinds fetched."""
    columns = list_columns.chosen(person_in(request).list_columns)
    list_columns.with_types([row.document for row in rows if not row.is_outline], columns)
    return {"columns": columns, "all_columns": list_columns.OFFERED}


@require_POST
def choose_columns(request: SignedInRequest) -> HttpResponse:
    """Keep the columns with the person and go back to the list."""
    data = PreferencesData(list_columns=list_columns.kept(request.POST.getlist("col")))
    set_preferences(request.actor, person=person_in(request), data=data)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, None) or not back.startswith("/"):
        back = reverse("documents:incoming")
    return redirect(back)
