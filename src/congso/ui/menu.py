# SPDX-License-Identifier: AGPL-3.0-or-later
"""The menu: modules provide items through dotted functions named in settings."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One line of the menu, or a group of lines.

    `count` is what needs *me* (None: no counter); `tone` is "", "hot" (bold) or "late" (red).
    `count_key` names the counter in live events. `tab` puts the item into a phone's tab bar
    under that short label. `order` sorts; a new hundred draws a line above.
    """

    key: str
    label: str | Promise
    url: str
    icon: str = ""
    count: int | None = None
    count_key: str = ""
    tone: str = ""
    children: tuple["MenuItem", ...] = ()
    order: int = 500
    tab: str | Promise = ""
    current: bool = False
    open: bool = False
    rule_above: bool = field(default=False)

    @property
    def shown_count(self) -> str:
        """The counter as written: nothing for none or zero, at most 99+."""
        total = self.total
        return "" if not total else ("99+" if total > 99 else str(total))

    @property
    def total(self) -> int:
        """The own count, or the sum of the children's."""
        if self.count is not None:
            return self.count
        return sum(child.count or 0 for child in self.children)

    @property
    def has_late(self) -> bool:
        """Whether something in here is overdue."""
        return any(child.tone == "late" and child.count for child in self.children)


def menu_for(request: HttpRequest) -> list[MenuItem]:
    """The items of this person's menu, sorted, with the current one marked."""
    items: list[MenuItem] = []
    for path in getattr(settings, "CONGSO_MENU_PROVIDERS", ()):
        provider: Callable[[HttpRequest], list[MenuItem]] = import_string(path)
        items.extend(provider(request))
    return arranged(items, request)


def arranged(items: Iterable[MenuItem], request: HttpRequest) -> list[MenuItem]:
    """The items in order, the current one marked, with the lines between their groups."""
    ordered = sorted(items, key=lambda item: item.order)
    here = current_key(ordered, request)
    marked = [_marked(item, here) for item in ordered]
    return [
        replace(
            item, rule_above=bool(index) and item.order // 100 != marked[index - 1].order // 100
        )
        for index, item in enumerate(marked)
    ]


def current_key(items: Iterable[MenuItem], request: HttpRequest) -> str:
    """The key of the item this page belongs to.

    A view may say so (`request.nav_key`); else the item whose address is the longest beginning
    of this one and whose parameters are all in it.
    """
    if named := getattr(request, "nav_key", ""):
        return str(named)
    leaves = [leaf for item in items for leaf in (item.children or (item,))]
    ranked = [(rank, leaf.key) for leaf in leaves if (rank := _fit(leaf.url, request))]
    return max(ranked)[1] if ranked else ""


def _fit(url: str, request: HttpRequest) -> tuple[int, int] | None:
    """How well an item's address fits this page: length of its path, parameters in common."""
    parts = urlsplit(url)
    # "/" is the desk, and every path begins with it
    begins = request.path == "/" if parts.path == "/" else request.path.startswith(parts.path)
    wanted = parse_qsl(parts.query)
    if not parts.path or not begins or any(request.GET.get(key) != value for key, value in wanted):
        return None
    return len(parts.path), len(wanted)


def _marked(item: MenuItem, here: str) -> MenuItem:
    children = tuple(replace(child, current=child.key == here) for child in item.children)
    inside = any(child.current for child in children)
    waiting = any(child.count and child.tone for child in children)
    return replace(
        item,
        children=children,
        current=item.key == here or inside,
        open=inside or waiting,
    )
