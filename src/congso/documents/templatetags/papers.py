# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lines of a list of papers.

Fifty a page on the page opened most: as a template they were half of what the page costs, so
their markup stands here, one function for each part of a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from django import template
from django.urls import get_script_prefix, reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from congso.documents.book_table import Column
from congso.documents.highlights import Pieces
from congso.documents.lists import Row
from congso.documents.models import Document
from congso.ui import formats
from congso.ui.templatetags.ui import deadline, status, unbroken, urgency, when

register = template.Library()
SOME_PAPER = "00000000-0000-0000-0000-000000000000"


@register.simple_tag
def paper_rows(
    rows: Iterable[Row],
    list_key: str,
    chosen: Document | str = "",
    columns: Sequence[Column] = (),
) -> SafeString:
    """The lines; `chosen` is the paper open beside the list, `columns` what more is shown."""
    open_now = chosen.pk if isinstance(chosen, Document) else None
    return format_html_join(
        "", "{}", ((_line(row, list_key, open_now, columns or ()),) for row in rows)
    )


@register.simple_tag(takes_context=True)
def query_without(context: template.Context, name: str) -> str:
    """This address without one of the filters that narrow the list."""
    query = context["request"].GET.copy()
    for dropped in ("cursor", name, f"{name}_typed"):
        query.pop(dropped, None)
    text: str = query.urlencode()
    return f"?{text}" if text else "?"


def _line(row: Row, list_key: str, open_now: int | None, columns: Sequence[Column]) -> SafeString:
    document = row.document
    return format_html(
        '<a class="row{}" {} data-id="{}"{}><span class="dot{}"></span>'
        '<span class="l1">{}</span><span class="when">{}</span><span class="l2">{}</span>{}{}'
        '<span class="l3">{}</span></a>',
        " un" if row.unread else "",
        _link(row, list_key),
        document.uuid,
        format_html(' aria-current="{}"', "true") if document.pk == open_now else "",
        "" if row.unread else " no",
        _outline(document) if row.is_outline else _head(document),
        when(document.arrived_at),
        _subject(row),
        format_html('<span class="l2 sm muted">{}</span>', _pieces(row.excerpt))
        if row.excerpt
        else "",
        _more(row.document, columns) if columns and not row.is_outline else "",
        _marks(row),
    )


def _more(document: Document, columns: Sequence[Column]) -> SafeString:
    """The columns chosen, those that say something."""
    values = [(column.label, column.value(document)) for column in columns]
    told = format_html_join(" · ", "{}: {}", [pair for pair in values if pair[1]])
    return format_html('<span class="l2 sm muted">{}</span>', told) if told else told


def _link(row: Row, list_key: str) -> SafeString:
    if row.url:
        return format_html('href="{}"', row.url)
    at = _page_of_a_paper(get_script_prefix()).replace(SOME_PAPER, str(row.document.uuid))
    return format_html(
        'href="{0}?list={1}" hx-get="{0}" hx-target="#detail" hx-swap="innerHTML"'
        ' hx-push-url="{0}?list={1}"',
        at,
        list_key,
    )


@lru_cache(maxsize=4)
def _page_of_a_paper(_prefix: str) -> str:
    return reverse("documents:detail", args=[SOME_PAPER])


def _head(document: Document) -> SafeString:
    symbol = format_html("<b>{}</b>", unbroken(document.symbol)) if document.symbol else ""
    return format_html("{}{}<span>{}</span>", _number(document), symbol, document.issuer_name)


def _outline(document: Document) -> SafeString:
    day = formats.full_date(document.arrived_on) if document.arrived_on else ""
    return format_html("{}<span>{}</span>", _number(document), day)


def _number(document: Document) -> SafeString | str:
    return "" if document.number is None else format_html("<b>{}</b>", document.number_text)


def _subject(row: Row) -> SafeString | str:
    if row.is_outline:
        shown: SafeString | str = format_html("<em>{}</em>", row.hidden or _("Restricted document"))
    else:
        shown = _pieces(row.subject) if row.subject else escape(row.document.subject)
    if row.unread:
        return format_html('<span class="vh">{} </span>{}', _("Not seen yet."), shown)
    return shown


def _pieces(pieces: Pieces) -> SafeString:
    """Text with the searched words marked."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", text) if hit else text,) for text, hit in pieces)
    )


def _marks(row: Row) -> SafeString:
    return format_html(
        "{}{}{}{}",
        status(row.status) if row.status else "",
        format_html('<span class="muted sm">{}</span>', row.note) if row.note else "",
        "" if row.is_outline else urgency(row.document.urgency),
        deadline(row.due) if row.due else "",
    )
