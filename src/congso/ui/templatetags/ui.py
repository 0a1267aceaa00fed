# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tags and filters of the pages. All markup lives in templates beside; here only the choosing."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from congso.ui import formats
from congso.ui.deadlines import DeadlineView
from congso.ui.files import FileView
from congso.ui.keyset import PAGE_SIZE
from congso.ui.menu import MenuItem
from congso.ui.stamps import ArrivalStampView
from congso.ui.status import URGENCY_LABELS, StatusLook, status_look, urgency_level
from congso.ui.widgets import ListWidget

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """An icon of the sprite; decoration unless it has a label. A page has a hundred, of few."""
    href = f"{static('sprite.svg')}#i-{name}"
    if label:
        return format_html(
            '<svg class="i {}" role="img" aria-label="{}"><use href="{}"></use></svg>',
            css,
            label,
            href,
        )
    return format_html(
        '<svg class="i {}" aria-hidden="true" focusable="false"><use href="{}"></use></svg>',
        css,
        href,
    )


@register.simple_tag
def counter(item: MenuItem) -> SafeString:
    """The number beside an entry of the menu: forty a page, so it has no template of its own."""
    tone = f" {item.tone}" if item.tone else " hot" if item.has_late else ""
    key = format_html(' data-count="{}"', item.count_key) if item.count_key else ""
    return format_html('<span class="c{}"{}>{}</span>', tone, key, item.shown_count)


@register.simple_tag
def status(state: str | StatusLook, fill: bool = False) -> SafeString:
    """A state as icon and word; filled once, in the head of a page."""
    return _status(status_look(state), fill, get_language())


@lru_cache(maxsize=256)
def _status(look: StatusLook, fill: bool, _language: str | None) -> SafeString:
    return render_to_string("ui/_status.html", {"look": look, "fill": fill})


@register.simple_tag
def urgency(level: int | str | None) -> SafeString | str:
    """The stamp of urgency; nothing for normal."""
    number = urgency_level(level)
    if not number:
        return ""
    return format_html('<span class="urg u{}">{}</span>', number, URGENCY_LABELS[number])


@register.simple_tag
def deadline(view: DeadlineView | None, header: bool = False) -> SafeString:
    """A deadline in words; with the weekday in a header. Rows of one page share few of them."""
    return _deadline(view, header, get_language())


@lru_cache(maxsize=1024)
def _deadline(view: DeadlineView | None, header: bool, _language: str | None) -> SafeString:
    return render_to_string("ui/_deadline.html", {"view": view, "header": header})


@register.simple_tag
def avatar(name: str, css: str = "") -> SafeString:
    """A round with the initials of the last two words of a name."""
    return format_html(
        '<span class="av {}" aria-hidden="true">{}</span>', css, formats.given_name_initials(name)
    )


_blank_fields: dict[tuple[Any, ...], SafeString] = {}


@register.simple_tag
def field(
    bound: BoundField,
    cols: int = 0,
    hint: str = "",
    key: str = "",
    style: str = "",
    optional: bool = False,
    suggested: bool | None = None,
) -> SafeString:
    """Label, control, hint, machine-read mark and error of a form field, tied by ids.

    `cols` of 12; `key` shows a shortcut letter; `style` "seg" or "down" draws radios as a bar.
    What a form names as `unchanging` is drawn once for all its blank forms.
    """
    if suggested is None:
        suggested = bound.name in getattr(bound.form, "suggested", ()) and not bound.errors
    look = {"cols": cols, "key": key, "style": style, "optional": optional, "suggested": suggested}
    if not _is_blank(bound):
        return _draw_field(bound, hint, look)
    drawn = (type(bound.form), bound.auto_id, hint, *look.values(), get_language())
    if drawn not in _blank_fields:
        _blank_fields[drawn] = _draw_field(bound, hint, look)
    return _blank_fields[drawn]


def _is_blank(bound: BoundField) -> bool:
    """Whether nothing of this form or its moment shows in the field."""
    form = bound.form
    unchanging = bound.name in getattr(form, "unchanging", ())
    return unchanging and not form.is_bound and bound.name not in form.initial


def _draw_field(bound: BoundField, hint: str, look: dict[str, Any]) -> SafeString:
    hint = hint or str(bound.help_text)
    parts = _described_parts(bound, hint, look["suggested"])
    attrs = _control_attrs(bound, parts, look["suggested"], look["key"])
    context = {
        **look,
        "bound": bound,
        "control": bound.as_widget(attrs=attrs),
        "kind": _kind(bound),
        "hint": hint,
        "control_id": bound.id_for_label or bound.auto_id,
    }
    return render_to_string("ui/_field.html", context)


def _described_parts(bound: BoundField, hint: str, suggested: bool) -> list[str]:
    wanted = (("hint", bool(hint)), ("ocr", suggested), ("err", bool(bound.errors)))
    return [f"{bound.auto_id}-{name}" for name, there in wanted if there]


def _control_attrs(
    bound: BoundField, parts: list[str], suggested: bool, key: str
) -> dict[str, Any]:
    attrs: dict[str, Any] = {"data-key": key.lower()} if key else {}
    if parts:
        attrs["aria-describedby"] = " ".join(parts)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if _kind(bound) in ("box", "password"):
        given = str(bound.field.widget.attrs.get("class", ""))
        attrs["class"] = " ".join(filter(None, ["in", given, "sug" if suggested else ""]))
        if bound.field.required:
            attrs["aria-required"] = "true"
    elif _kind(bound) == "file" and bound.field.required:
        attrs["aria-required"] = "true"
    elif suggested:
        attrs["data-suggested"] = ""
    return attrs


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, ListWidget):
        return "rich"
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.FileInput):
        return "file"
    return "password" if isinstance(widget, forms.PasswordInput) else "box"


@register.inclusion_tag("ui/_form_errors.html")
def form_errors(form: forms.BaseForm) -> dict[str, Any]:
    """The summary on top of a form that was refused, with a link to each field."""
    links = [
        (bound.id_for_label or bound.auto_id, bound.label, bound.errors)
        for bound in form
        if bound.errors and not bound.is_hidden
    ]
    hidden = [error for bound in form if bound.is_hidden for error in bound.errors]
    return {"links": links, "general": [*form.non_field_errors(), *hidden]}


@register.inclusion_tag("ui/_file_row.html")
def file_row(view: FileView) -> dict[str, Any]:
    """A file with its size, pages, signature and scan state, and what can be done with it."""
    return {"file": view}


@register.inclusion_tag("ui/_empty.html")
def empty(icon: str, title: str, text: str = "", url: str = "", action: str = "") -> dict[str, Any]:
    """What is empty, where its items come from, and one thing to do."""
    return {"icon": icon, "title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("ui/_alert.html")
def alert(
    message: str, tone: str = "blue", url: str = "", action: str = "", slim: bool = False
) -> dict[str, Any]:
    """A banner inside the page; red ones are announced."""
    icons = {"green": "circle-check", "amber": "alert-triangle", "red": "alert-circle"}
    return {
        "message": message,
        "tone": tone,
        "url": url,
        "action": action,
        "slim": slim,
        "icon": icons.get(tone, "info-circle"),
    }


@register.inclusion_tag("ui/_cursor_more.html", takes_context=True)
def cursor_more(context: template.Context, cursor: str, size: int = PAGE_SIZE) -> dict[str, Any]:
    """The link "50 more"; it keeps the filters of this address. Nothing when there is no more.

    The list must stand in an element with `data-rows`; only the children of it are taken over.
    """
    request: HttpRequest | None = context.get("request")
    query = request.GET.copy() if request is not None else None
    if query is not None:
        query["cursor"] = cursor
    return {
        "url": f"?{query.urlencode()}" if query is not None else "",
        "size": size,
        "cursor": cursor,
    }


@register.inclusion_tag("ui/_arrival_stamp.html")
def arrival_stamp(view: ArrivalStampView) -> dict[str, Any]:
    """The arrival stamp as a layer over a page image; place it inside `.pg`."""
    return {"stamp": view}


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: Any) -> str:
    """This address with some parameters changed; an empty value drops one, and the cursor goes."""
    query = context["request"].GET.copy()
    query.pop("cursor", None)
    for name, value in changes.items():
        if value in ("", None):
            query.pop(name, None)
        else:
            query[name] = value
    text: str = query.urlencode()
    return f"?{text}" if text else "?"


@register.filter
def vndate(value: date | datetime | None) -> str:
    """25/11/2026."""
    return formats.full_date(value) if value else ""


@register.filter
def vnshort(value: date | datetime | None) -> str:
    """25/11 this year, else 25/11/2025."""
    return formats.short_date(value) if value else ""


@register.filter
def vnlong(value: date | datetime | None) -> str:
    """Thứ Tư, 25/11/2026."""
    return formats.long_date(value) if value else ""


@register.filter
def vntime(value: datetime | time | None) -> str:
    """08:42."""
    return formats.clock(value) if value else ""


@register.filter
def vndatetime(value: datetime | None) -> str:
    """25/11/2026 08:42."""
    return formats.date_and_clock(value) if value else ""


@register.filter
def vnmoment(value: datetime | None) -> str:
    """08:42 today, 25/11 this year, else 25/11/2025."""
    return formats.moment(value) if value else ""


_SHOWN: dict[str, Callable[[datetime], str]] = {
    "moment": formats.moment,
    "date": formats.full_date,
    "time": formats.clock,
    "datetime": formats.date_and_clock,
}


@register.simple_tag
def when(value: datetime | None, show: str = "moment") -> SafeString | str:
    """A `<time>` with the full value in its title; `show`: moment, date, time, datetime."""
    if value is None:
        return ""
    shown = _SHOWN[show](value)
    stamp = formats.local(value).isoformat(timespec="minutes")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', stamp, formats.date_and_clock(value), shown
    )


@register.filter
def weeknumber(value: date | datetime) -> int:
    """48."""
    return formats.week_number(value)


@register.filter
def weeklabel(value: date | datetime) -> str:
    """Tuần 48 (23/11 - 29/11/2026)."""
    return formats.week_label(value)


@register.filter
def filesize_vi(value: int | None) -> str:
    """2,4 MB."""
    return formats.file_size(value) if value is not None else ""


@register.filter
def grouped(value: int | float | Decimal | None, places: int = 0) -> str:
    """1.284."""
    return formats.grouped(value, places) if value is not None else ""


@register.filter
def percent(value: float | Decimal | None) -> str:
    """86,2%."""
    return formats.percent(value) if value is not None else ""


@register.filter
def unbroken(value: str | None) -> str:
    """A number and symbol with hyphens that do not break the line; for display, never stored."""
    return re.sub("-", "\u2011", value or "")
