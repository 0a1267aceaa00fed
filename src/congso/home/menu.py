# SPDX-License-Identifier: AGPL-3.0-or-later
"""The menu by role, with counters that equal the lengths of their lists."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from congso.common.actor import Actor
from congso.documents.incoming_lists import is_clerk
from congso.documents.policies import offices_of, offices_run_by
from congso.home import counts
from congso.ui.menu import MenuItem
from congso.ui.requests import SignedInRequest

# Seldom lists stand in the menu only while something waits there.
ONLY_WHEN_WAITING = {
    "extensions", "stranded", "returned-proposals", "sent-back", "due-today", "to-confirm",
    "secret-removals",
}  # fmt: skip


def items(request: SignedInRequest) -> list[MenuItem]:
    """The menu of the signed-in person."""
    actor: Actor = request.actor
    return [
        MenuItem("home", _("Desk"), reverse("home"), "layout-dashboard", order=100, tab=_("Tasks")),
        _incoming(actor),
        MenuItem("files", _("Work files"), reverse("workfiles:files"), "folders", order=400),
    ]


def _incoming(actor: Actor) -> MenuItem:
    offered, counted = counts.offered(actor), counts.of_lists(actor)
    children = [
        MenuItem(
            f"in-{item.key}",
            item.label,
            item.url,
            count=counted.get(item.key),
            count_key=f"in-{item.key}",
            tone=item.tone,
        )
        for item in offered
        if item.key not in ONLY_WHEN_WAITING or counted.get(item.key)
    ]
    if is_clerk(actor):
        entry = MenuItem(
            "in-register", _("Register a document"), reverse("documents:register-incoming")
        )
        children.insert(0, entry)
    children.append(MenuItem("in-all", _("All documents"), reverse("documents:all")))
    if offices_of(actor) and not is_clerk(actor):
        hand_in = reverse("documents:hand-in")
        children.append(MenuItem("in-hand-in", _("Hand to the clerk"), hand_in))
    children += _registry(actor)
    return MenuItem(
        "in", _("Incoming documents"), reverse("documents:incoming"), "file-import",
        children=tuple(children), order=200, tab=_("Documents"), open=True,
        count_key=counts.GROUP,
    )  # fmt: skip


def _registry(actor: Actor) -> list[MenuItem]:
    """What a registry office keeps: books and piles for who works there, envelopes for clerks."""
    clerk = is_clerk(actor)
    if not clerk and not offices_run_by(actor):
        return []
    kept = [
        MenuItem("in-books", _("Books"), reverse("documents:books")),
        MenuItem("in-batches", _("Piles of papers"), reverse("documents:batches")),
        MenuItem("import", _("Old registers"), reverse("register_import:index")),
    ]
    if clerk:
        kept.append(
            MenuItem("in-envelopes", _("Unopened envelopes"), reverse("documents:envelopes"))
        )
    return kept
