# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every page needs of the shell: theme, text size, menu, addresses, the agency's name."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from congso.common import clock
from congso.ui.menu import MenuItem, menu_for
from congso.ui.words import script_words

THEMES = ("light", "dark", "system")
TEXT_SIZES = ("", "lg", "xl")

# Names of addresses the shell links to; a name that does not exist yet hides its control.
DEFAULT_URLS = {
    "home": "home",
    "search": "search:search",
    "events": "notifications:events",
    "counts": "notifications:counts",
    "notifications": "notifications:list",
    "preferences": "accounts:preferences",
    "profile": "accounts:profile",
    "logout": "account_logout",
    "login": "account_login",
    "keepalive": "accounts:keepalive",
    "language": "set_language",
}


@dataclass(frozen=True, slots=True)
class AgencyView:
    """The agency in the bar: its name, a short one for phones, and who is above it."""

    name: str = "Congso"
    short_name: str = ""
    superior: str = ""
    notice: str = ""


class Shell:
    """Read by base.html as `shell`; everything is worked out only when it is asked for."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user = getattr(request, "user", None)

    @cached_property
    def signed_in(self) -> bool:
        return bool(self.user is not None and self.user.is_authenticated)

    @cached_property
    def theme(self) -> str:
        return _one_of(THEMES, self._of_user("theme", "light"))

    @cached_property
    def text_size(self) -> str:
        return _one_of(TEXT_SIZES, self._of_user("text_size", ""))

    @cached_property
    def keys_enabled(self) -> bool:
        return bool(self._of_user("keys_enabled", True))

    @cached_property
    def menu(self) -> list[MenuItem]:
        return menu_for(self.request) if self.signed_in else []

    @cached_property
    def tabs(self) -> list[MenuItem]:
        return [item for item in self.menu if item.tab][:4]

    @cached_property
    def urls(self) -> dict[str, str]:
        names = {**DEFAULT_URLS, **getattr(settings, "CONGSO_UI_URLS", {})}
        return {key: _address(name) for key, name in names.items()}

    @cached_property
    def agency(self) -> AgencyView:
        path = getattr(settings, "CONGSO_AGENCY_PROVIDER", "")
        if not path:
            return AgencyView()
        view: AgencyView = import_string(path)(self.request)
        return view

    @cached_property
    def words(self) -> dict[str, str]:
        return script_words()

    @cached_property
    def today(self) -> date:
        return clock.today()

    @cached_property
    def unread(self) -> int:
        path = getattr(settings, "CONGSO_UNREAD_PROVIDER", "")
        return int(import_string(path)(self.request)) if path and self.signed_in else 0

    def _of_user(self, name: str, default: Any) -> Any:
        return getattr(self.user, name, default) if self.signed_in else default


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context processor."""
    return {"shell": Shell(request)}


def _one_of(allowed: tuple[str, ...], value: Any) -> str:
    return value if value in allowed else allowed[0]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
