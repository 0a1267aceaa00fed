# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists of papers and the search page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from congso.access.queries import Cursor
from congso.common.vietnamese import fold
from congso.documents import file_text, lists, queries, search, search_near
from congso.documents.forms_filter import FilterForm
from congso.documents.highlights import excerpt, marked
from congso.documents.incoming import InvalidPaper
from congso.documents.lists import Page, Row
from congso.documents.models import SavedSearch
from congso.documents.services import saved_searches
from congso.documents.views.list_columns import columns_of
from congso.ui import htmx, keyset
from congso.ui.requests import SignedInRequest

SHOWN_STATES = {"returned", "void"}


@require_safe
def incoming(request: SignedInRequest) -> HttpResponse:
    """The first list this person works with; everything he may see when he works with none."""
    offered = lists.offered_to(request.actor)
    return redirect("documents:list", offered[0].key) if offered else redirect("documents:all")


@require_safe
def paper_list(request: SignedInRequest, key: str) -> HttpResponse:
    """One list with its first page; htmx asks for further pages."""
    chosen = lists.all_lists().get(key)
    if chosen is None or not chosen.offered(request.actor):
        raise Http404
    request.nav_key = f"in-{key}"
    if chosen.opened:
        chosen.opened(request.actor)
    try:
        page = chosen.page(request.actor, request.GET.get("cursor", ""))
    except keyset.BadCursor:
        raise Http404 from None
    context = {"list": chosen, "page": page, "title": chosen.label, "list_key": key}
    context["export_query"] = urlencode({"list": key})
    return _answer(request, context)


@require_safe
def every(request: SignedInRequest) -> HttpResponse:
    """All papers the person may see, newest first; searched and narrowed by the address."""
    request.nav_key = "in-all"
    form = FilterForm(request.actor, request.GET or None, is_shown=False)
    text = _text(request)
    before = _cursor(request.GET.get("cursor", ""))
    filters = form.filters()
    page = _found(request, text, filters, before)
    context = {
        "page": page,
        "near": _near(request, text, filters, page) if before is None else [],
        "title": _("Search") if text else _("All incoming documents"),
        "filter_url": _with_query(reverse("documents:filter"), request),
        "chips": form.chips(),
        "query": text,
        "saved": _saved(request),
        "can_save": bool(text or not filters.is_empty),
        "list_key": "all",
        "wrong": form.wrong(),
        "export_query": _export_query(text, form),
    }
    return _answer(request, context)


@require_safe
def filter_panel(request: SignedInRequest) -> HttpResponse:
    """What can narrow the list of all papers, as the address narrows it now.

    Fetched when the panel is opened: most looks at the list never open it.
    """
    request.nav_key = "in-all"
    context = {"form": FilterForm(request.actor, request.GET or None), "query": _text(request)}
    return htmx.render(request, "documents/filter.html", "documents/_filter.html", context)


@require_POST
def save_search(request: SignedInRequest) -> HttpResponse:
    """Keep the present search under a name."""
    query = request.POST.get("query", "")
    try:
        saved = saved_searches.save_search(
            request.actor, name=request.POST.get("name", ""), query=query
        )
        messages.success(request, _("Saved as “%(name)s”.") % {"name": saved.name})
    except InvalidPaper as refused:
        messages.error(request, " ".join(str(text) for text in refused.errors.values()))
    return redirect(f"{reverse('documents:all')}?{query}")


@require_POST
def drop_search(request: SignedInRequest, search_id: int) -> HttpResponse:
    """Remove a saved search of one's own."""
    saved_searches.drop_search(request.actor, search_id=search_id)
    return redirect("documents:all")


def _found(
    request: SignedInRequest, text: str, filters: search.Filters, before: Cursor | None
) -> Page:
    if text or not filters.is_empty:
        found = search.search(request.actor, text, filters=filters, before=before)
        return _page([*found.exact, *found.rows], found.cursor, found.words)
    rows = queries.newest(request.actor, limit=lists.PAGE + 1, before=before, related=())
    shown = rows[: lists.PAGE]
    last = shown[-1].document if len(rows) > lists.PAGE else None
    return _page(shown, (last.created_at, last.pk) if last else None)


def _near(request: SignedInRequest, text: str, filters: search.Filters, page: Page) -> list[Row]:
    """What a search that found little may have meant, under its hits."""
    if not text or len(page.rows) >= search_near.FEW:
        return []
    shown = [row.document.pk for row in page.rows]
    found = search_near.near(request.actor, text, filters, shown)
    return _page(found, None, tuple(search.WORD.findall(fold(text)))).rows


def _text(request: SignedInRequest) -> str:
    return request.GET.get("q", "").strip()[:200]


def _with_query(url: str, request: SignedInRequest) -> str:
    query = request.GET.copy()
    query.pop("cursor", None)
    return f"{url}?{query.urlencode()}" if query else url


def _export_query(text: str, form: FilterForm) -> str:
    """The same words and filters for the page of exports, never empty; it refuses bad ones too."""
    return urlencode({"list": "", **({"q": text} if text else {}), **form.as_entered()})


def _answer(request: SignedInRequest, context: dict[str, Any]) -> HttpResponse:
    context |= columns_of(request, [*context["page"].rows, *context.get("near", [])])
    name = "documents/_more_rows.html" if htmx.wants_fragment(request) else "documents/list.html"
    response = render(request, name, context)
    response["Vary"] = "HX-Request, Cookie"
    return response


def _page(rows: Sequence[queries.Listed], cursor: Cursor | None, words: Sequence[str] = ()) -> Page:
    texts = _texts(rows, words)
    shown = [_row(item, words, texts.get(item.document.pk, [])) for item in rows]
    return Page(shown, keyset.encode_cursor(cursor) if cursor else "")


def _texts(rows: Sequence[queries.Listed], words: Sequence[str]) -> dict[int, list[str]]:
    """The files' text of hits whose own fields do not show why they were found."""
    if not words:
        return {}
    unclear = [
        item.document.pk
        for item in rows
        if not item.is_outline and not any(hit for _text, hit in marked(_own(item), words))
    ]
    return file_text.texts_of_papers(unclear) if unclear else {}


def _own(item: queries.Listed) -> str:
    document = item.document
    return f"{document.symbol} {document.issuer_name} {document.subject}"


def _row(item: queries.Listed, words: Sequence[str], pages: Sequence[str]) -> Row:
    document = item.document
    lines = (line for page in pages if (line := excerpt(page, words)))
    return Row(
        document,
        is_outline=item.is_outline,
        status=document.state if document.state in SHOWN_STATES else "",
        subject=marked(document.subject, words) if words and not item.is_outline else [],
        excerpt=next(lines, []),
    )


def _saved(request: SignedInRequest) -> list[SavedSearch]:
    return list(SavedSearch.objects.filter(person__in=[request.actor.person_id]))


def _cursor(text: str) -> Cursor | None:
    if not text:
        return None
    try:
        moment, pk = keyset.decode_cursor(text)
    except (keyset.BadCursor, ValueError):
        raise Http404 from None
    return moment, pk
