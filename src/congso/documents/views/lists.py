# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists of papers and the search page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from congso.access.queries import Cursor
from congso.documents import lists, queries, search
from congso.documents.forms import FilterForm
from congso.documents.lists import Page, Row
from congso.ui import keyset
from congso.ui.htmx import wants_fragment


@require_safe
def incoming(request: HttpRequest) -> HttpResponse:
    """The first list this person works with; everything he may see when he works with none."""
    offered = lists.offered_to(request.actor)
    return redirect("documents:list", offered[0].key) if offered else redirect("documents:all")


@require_safe
def paper_list(request: HttpRequest, key: str) -> HttpResponse:
    """One list with its first page; htmx asks for further pages."""
    chosen = lists.all_lists().get(key)
    if chosen is None or not chosen.offered(request.actor):
        raise Http404
    request.nav_key = f"in-{key}"
    page = chosen.page(request.actor, request.GET.get("cursor", ""))
    context = {"list": chosen, "page": page, "title": chosen.label, "list_key": key}
    return _answer(request, context)


@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """All papers the person may see, newest first; searched and narrowed by the address."""
    request.nav_key = "in-all"
    form = FilterForm(request.GET or None)
    text = request.GET.get("q", "").strip()
    before = _cursor(request.GET.get("cursor", ""))
    filters = form.filters() if form.is_valid() else search.Filters()
    if text or not filters.is_empty:
        found = search.search(request.actor, text, filters=filters, before=before)
        page = _page([*found.exact, *found.rows], found.cursor)
    else:
        found_rows = queries.newest(request.actor, limit=lists.PAGE + 1, before=before)
        shown = found_rows[: lists.PAGE]
        more = len(found_rows) > lists.PAGE
        last = shown[-1].document if more else None
        page = _page(shown, (last.created_at, last.pk) if last else None)
    context = {
        "page": page,
        "title": _("Search") if text else _("All incoming documents"),
        "filter_form": form,
        "query": text,
        "list_key": "all",
    }
    return _answer(request, context)


def _answer(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    name = "documents/_rows.html" if _only_rows(request) else "documents/list.html"
    response = render(request, name, context)
    response["Vary"] = "HX-Request, Cookie"
    return response


def _only_rows(request: HttpRequest) -> bool:
    return wants_fragment(request)


def _page(rows: list[queries.Listed], cursor: Cursor | None) -> Page:
    shown = [
        Row(
            item.document,
            is_outline=item.is_outline,
            status=item.document.state if item.document.state in SHOWN_STATES else "",
        )
        for item in rows
    ]
    return Page(shown, keyset.encode_cursor(cursor) if cursor else "")


SHOWN_STATES = {"returned", "void"}


def _cursor(text: str) -> Cursor | None:
    if not text:
        return None
    try:
        moment, pk = keyset.decode_cursor(text)
    except (keyset.BadCursor, ValueError):
        raise Http404 from None
    return moment, pk
