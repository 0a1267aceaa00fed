# SPDX-License-Identifier: AGPL-3.0-or-later
"""A restricted paper directed to somebody who is not on its list (PRACTICE 2.12, B-61)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from congso.common.actor import Actor
from congso.documents.models import Document
from congso.documents.services import restrict


class NeedsWidening(Exception):
    """These people are not on the list of the restricted paper. Confirm to put them on it."""

    def __init__(self, person_ids: frozenset[int]) -> None:
        super().__init__(str(sorted(person_ids)))
        self.person_ids = person_ids

    message = _(
        "This is a restricted paper. Confirm that the people chosen are put on the list of those "
        "who may read it."
    )


def require_readers(
    actor: Actor,
    document: Document,
    person_ids: Iterable[int | None],
    *,
    widen: bool,
    now: dt.datetime,
) -> None:
    """See that all of these may read a restricted paper, widening its list when confirmed.

    Raises NeedsWidening when it is not confirmed, Denied where the actor may not widen it. Does
    nothing for other papers.
    """
    if not document.is_restricted:
        return
    named = set(document.named_readers.values_list("person_id", flat=True))
    missing = frozenset(filter(None, person_ids)) - named
    if not missing:
        return
    if not widen:
        raise NeedsWidening(missing)
    restrict.add_readers(
        actor,
        document_id=document.pk,
        reader_ids=sorted(missing),
        is_confirmed=True,
        now=now,
    )
