# SPDX-License-Identifier: AGPL-3.0-or-later
"""A paper that was distributed here before another office asked for it: to be directed anew.

So it is with a copy joined to a numbered paper, with a second direction on a paper already at
work, and with work reopened after it was reported as done.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from congso.routing.enums import OPEN, Role
from congso.routing.models import Flow


def asked_again() -> Exists:
    """Of papers: open work of another office hangs on it that no direction here has followed."""
    since = Flow.objects.filter(
        document=OuterRef("copy"), parent__isnull=True, sent_at__gte=OuterRef("accepted_at")
    )
    behind = Flow.objects.filter(
        ~Exists(since), copy=OuterRef("pk"), state__in=OPEN, accepted_at__isnull=False
    )
    return Exists(behind.exclude(role=Role.KNOW))
