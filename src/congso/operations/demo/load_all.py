# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole demo: the organisation, then the papers of its story."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from congso.common import clock
from congso.common.actor import Actor
from congso.operations.demo import load_organisation, load_papers


@transaction.atomic
def load(actor: Actor, *, now: datetime | None = None) -> None:
    """Load organisation and papers as they stand at ``now``, into an empty database, or nothing.

    Raises load_organisation.AlreadyOrganised when there is any unit.
    """
    now = now or clock.now()
    with clock.told(load_papers.first_moment(now)):
        load_organisation.load(actor, today=clock.day_of(now))
    load_papers.load(actor, now=now)
