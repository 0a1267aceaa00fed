# SPDX-License-Identifier: AGPL-3.0-or-later
"""Searches people keep under a name of their own."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from congso.common import clock
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.common.vietnamese import UnfitText, nfc, refuse_control
from congso.documents.incoming import InvalidPaper
from congso.documents.models import SavedSearch

MOST = 50


def save_search(
    actor: Actor, *, name: str, query: str, now: dt.datetime | None = None
) -> SavedSearch:
    """Keep the query string of a list under a name; the same name again takes the new one.

    Raises InvalidPaper without a name or with too many kept, Denied for the system.
    """
    if actor.person_id is None:
        raise Denied("save_search")
    name = " ".join(nfc(name).split())[:80]
    try:
        refuse_control(name)
    except UnfitText as unfit:
        raise InvalidPaper({"name": unfit.message}) from unfit
    if not name:
        raise InvalidPaper({"name": _("Enter a name for the search.")})
    own = SavedSearch.objects.filter(person_id=actor.person_id)
    if not own.filter(name=name).exists() and own.count() >= MOST:
        raise InvalidPaper({"name": _("Remove a saved search first: there are too many.")})
    saved, _made = SavedSearch.objects.update_or_create(
        person_id=actor.person_id,
        name=name,
        defaults={"query": query[:1000]},
        create_defaults={"query": query[:1000], "created_at": now or clock.now()},
    )
    return saved


def drop_search(actor: Actor, *, search_id: int) -> None:
    """Remove one of the person's own; nothing happens for another's."""
    if actor.person_id is not None:
        SavedSearch.objects.filter(pk=search_id, person_id=actor.person_id).delete()
