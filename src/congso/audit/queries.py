# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading the trail."""

from __future__ import annotations

import json

from django.db.models import QuerySet

from congso.audit.events import Heard
from congso.audit.models import Entry


def history_of(object_type: str, object_id: int) -> QuerySet[Entry]:
    """Everything recorded about one object, newest first. The caller has checked the right."""
    return Entry.objects.filter(object_type=object_type, object_id=object_id).order_by("-id")


def heard(entry_id: int) -> Heard:
    """The entry as a listener gets it. Raises Entry.DoesNotExist."""
    entry = Entry.objects.get(pk=entry_id)
    payload = json.loads(entry.canonical)["data"]
    return Heard(entry.pk, entry.verb, entry.object_type, entry.object_id, payload)
