# SPDX-License-Identifier: AGPL-3.0-or-later
"""What bars over lists ask about whoever looks at them."""

from __future__ import annotations

from typing import Any

from django import template

from congso.routing.queries import desk

register = template.Library()


@register.simple_tag(takes_context=True)
def late_to_urge(context: dict[str, Any]) -> int:
    """How many overdue tasks the person may urge now."""
    return desk.late_to_urge(context["request"].actor).count()
