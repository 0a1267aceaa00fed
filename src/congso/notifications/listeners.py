# SPDX-License-Identifier: AGPL-3.0-or-later
"""Waking open pages when a paper moves."""

from __future__ import annotations

from django.db import transaction

from congso.access import queries as access_queries
from congso.access.enums import ObjectKind
from congso.audit.events import Heard
from congso.notifications import services


def end_streams(event: Heard) -> None:
    """`person.locked`, `person.session_revoked`, a new password: open streams look whether their
    session still stands. Harmless when repeated.
    """
    services.check_streams(event.object_id)


def wake_viewers(event: Heard) -> None:
    """Those who see the document may have another count now. Harmless when repeated."""
    document_id = event.payload.get("document_id", event.object_id)
    with transaction.atomic():
        services.wake(
            principals=access_queries.principals_with_sight(ObjectKind.DOCUMENT, document_id)
        )
