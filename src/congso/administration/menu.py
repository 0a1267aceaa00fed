# SPDX-License-Identifier: AGPL-3.0-or-later
"""The group "Administration" of the menu (CONGSO_MENU_PROVIDERS): by role, else nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congso.administration import queries
from congso.administration.policies import (
    keeps_own_phrases,
    may_approve_only,
    may_keep_accounts,
    may_settle,
)
from congso.common.actor import Actor
from congso.ui.menu import MenuItem


@dataclass(frozen=True)
class Section:
    """One page of the group and who has it."""

    key: str
    label: str | Promise
    route: str
    may: Callable[[Actor], bool]


SECTIONS = (
    Section("office-accounts", gettext_lazy("Accounts and requests"),
            "administration:accounts", may_keep_accounts),
    Section("office-requests", gettext_lazy("Approval of accounts"),
            "administration:requests", may_approve_only),
    Section("office-units", gettext_lazy("Units and registry offices"),
            "administration:units", may_keep_accounts),
    Section("office-roles", gettext_lazy("Posts and roles"),
            "administration:roles", may_keep_accounts),
    Section("office-fields", gettext_lazy("Fields of leaders"),
            "administration:fields", may_settle),
    Section("office-duty", gettext_lazy("Duty table"), "administration:duty", may_settle),
    Section("office-outside", gettext_lazy("Outside agencies and groups"),
            "administration:outside", may_keep_accounts),
    Section("office-calendar", gettext_lazy("Holidays and working hours"),
            "administration:calendar", may_keep_accounts),
    Section("office-rules", gettext_lazy("Phrases and rules of distribution"),
            "administration:rules", lambda actor: bool(keeps_own_phrases(actor))),
)  # fmt: skip


def sections_of(actor: Actor) -> list[Section]:
    """The pages the actor has."""
    return [section for section in SECTIONS if section.may(actor)]


def items(request: HttpRequest) -> list[MenuItem]:
    """The group with its pages; nothing for who has none of them."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return []
    mine = sections_of(actor)
    if not mine:
        return []
    waits = {"office-accounts": queries.waiting_count, "office-requests": _awaiting}
    children = [
        MenuItem(
            section.key, section.label, reverse(section.route),
            count=waits[section.key](actor) if section.key in waits else None, tone="hot",
        )
        for section in mine
    ]  # fmt: skip
    if may_keep_accounts(actor):
        children.append(MenuItem("office-books", _("Books and series"), reverse("documents:books")))
    return [
        MenuItem(
            "office", _("Administration"), children[0].url, "settings",
            children=tuple(children), order=900,
        )
    ]  # fmt: skip


def _awaiting(actor: Actor) -> int:
    return queries.awaiting_second(actor).count()
