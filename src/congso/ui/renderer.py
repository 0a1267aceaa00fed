# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes the plain controls of forms.

Django has a template for each, which includes one for the attributes and two more for every option
of a list; on the form of registration they were half of the page. The markup is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def _attributes(attrs: dict[str, Any]) -> SafeString:
    """In the order given; true ones stand by their name alone, false ones not at all."""
    return format_html_join(
        "",
        "{}",
        (
            (format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value),)
            for name, value in attrs.items()
            if value is not False
        ),
    )


def _input(widget: dict[str, Any]) -> SafeString:
    value = widget["value"]
    given = "" if value is None else format_html(' value="{}"', value)
    return format_html(
        '<input type="{}" name="{}"{}{}>',
        widget["type"],
        widget["name"],
        given,
        _attributes(widget["attrs"]),
    )


def _option(widget: dict[str, Any]) -> SafeString:
    """One of several radios or boxes, in its label unless the page writes that itself."""
    control = _input(widget)
    if not widget.get("wrap_label"):
        return control
    own_id = widget["attrs"].get("id", "")
    tied = _attributes({"for": own_id or False})
    return format_html("<label{}>{} {}</label>", tied, control, widget["label"])


def _textarea(widget: dict[str, Any]) -> SafeString:
    return format_html(
        '<textarea name="{}"{}>\n{}</textarea>',
        widget["name"],
        _attributes(widget["attrs"]),
        widget["value"] or "",
    )


def _select(widget: dict[str, Any]) -> SafeString:
    groups = ((_group(label, options),) for label, options, _index in widget["optgroups"])
    return format_html(
        '<select name="{}"{}>{}</select>',
        widget["name"],
        _attributes(widget["attrs"]),
        format_html_join("", "{}", groups),
    )


def _group(label: Any, options: list[dict[str, Any]]) -> SafeString:
    shown = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((option["value"], _attributes(option["attrs"]), option["label"]) for option in options),
    )
    return format_html('<optgroup label="{}">{}</optgroup>', label, shown) if label else shown


WRITTEN: dict[str, Callable[[dict[str, Any]], SafeString]] = {
    **{
        f"django/forms/widgets/{kind}.html": _input
        for kind in ("checkbox", "date", "email", "hidden", "input", "number", "password", "text")
    },
    "django/forms/widgets/checkbox_option.html": _option,
    "django/forms/widgets/radio_option.html": _option,
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
}


class Renderer(DjangoTemplates):
    """Django's renderer (FORM_RENDERER), with the plain controls written here."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """The markup of one control, form or list of errors."""
        write = WRITTEN.get(template_name)
        if write is not None:
            return write(context["widget"])
        return super().render(template_name, context, request)
