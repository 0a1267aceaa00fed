# SPDX-License-Identifier: AGPL-3.0-or-later
"""The entry of the menu (CONGSO_MENU_PROVIDERS)."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from congso.ui.menu import MenuItem


def items(request: HttpRequest) -> list[MenuItem]:
    """Registers and reports, for everybody: lists can be exported by who reads them."""
    label = _("Registers and reports")
    return [MenuItem("reports", label, reverse("reports:index"), "printer", order=700)]
