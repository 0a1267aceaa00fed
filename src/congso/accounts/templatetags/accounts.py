# SPDX-License-Identifier: AGPL-3.0-or-later
"""What higher modules tell the signed-out pages: whom to call, which demo accounts there are."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.conf import settings
from django.utils.module_loading import import_string

register = template.Library()


@register.simple_tag
def office_contact() -> dict[str, Any]:
    """Whom to call at the Office: name, title, phone, hours, place; all may be missing.

    The setting CONGSO_OFFICE_CONTACT names a function of a higher module that knows it.
    """
    return dict(_asked("CONGSO_OFFICE_CONTACT") or {})


@register.simple_tag
def demo_logins() -> dict[str, Any]:
    """The made-up accounts and their password, or nothing on a real site.

    CONGSO_DEMO_LOGINS names a function giving {"password": …, "people": [{login, name, title}]}.
    """
    return dict(_asked("CONGSO_DEMO_LOGINS") or {})


@register.filter
def as_json(value: Any) -> str:
    """`value` for a data attribute; the template escapes it."""
    return json.dumps(value)


def _asked(setting: str) -> Any:
    path = getattr(settings, setting, "")
    return import_string(path)() if path else None
