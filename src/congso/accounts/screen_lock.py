# SPDX-License-Identifier: AGPL-3.0-or-later
"""The screen lock and the end of a session, as facts kept in the session.

A lock is no sign-out: pages keep what was typed, and presence (R-40) goes on.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils.module_loading import import_string

from congso.accounts.models import Person

DEFAULT_IDLE = 15 * 60
ABSOLUTE = 12 * 3600
NOTE_EVERY = 30

_BEGAN, _SEEN, _LOCKED = "congso_began", "congso_seen", "congso_locked"
_ALLOWED = "congso_idle"  # asked when the session begins and at each noted act, not per request


def begin(session: SessionBase, person: Person, now: float) -> None:
    """A session of somebody who has just signed in."""
    session[_BEGAN] = session[_SEEN] = int(now)
    session[_ALLOWED] = idle_seconds(person)
    session.pop(_LOCKED, None)


def is_over(session: SessionBase, now: float) -> bool:
    """Whether the session has lasted its twelve hours, used or not."""
    return now - float(session.get(_BEGAN, now)) >= ABSOLUTE


def is_locked(session: SessionBase) -> bool:
    """Whether the screen is locked."""
    return bool(session.get(_LOCKED))


def lock(session: SessionBase) -> None:
    """Lock the screen."""
    session[_LOCKED] = True


def unlock(session: SessionBase, now: float) -> None:
    """Open the screen again for somebody who has shown that it is he."""
    session.pop(_LOCKED, None)
    session[_SEEN] = int(now)


def seconds_left(session: SessionBase, now: float) -> int:
    """Seconds until the screen locks; nothing or less when it is time."""
    allowed = int(session.get(_ALLOWED, DEFAULT_IDLE))
    return math.ceil(float(session.get(_SEEN, now)) + allowed - now)


def note_activity(session: SessionBase, person: Person, now: float) -> bool:
    """Remember that somebody acted; True when it was written (at most twice a minute)."""
    if _BEGAN in session and now - float(session.get(_SEEN, 0)) < NOTE_EVERY:
        return False
    session.setdefault(_BEGAN, int(now))
    session[_SEEN] = int(now)
    session[_ALLOWED] = idle_seconds(person)
    return True


def idle_seconds(person: Person) -> int:
    """Seconds until the screen of `person` locks: 15 minutes, or what CONGSO_IDLE_LOCK says."""
    path = getattr(settings, "CONGSO_IDLE_LOCK", "")
    if not path:
        return DEFAULT_IDLE
    provider: Callable[[Person], int] = import_string(path)
    return max(60, int(provider(person)))


def is_own_act(request: HttpRequest) -> bool:
    """Whether a person did this: live streams, polls and fetching ahead are the machine's doing."""
    headers = request.headers
    if "X-Congso-Poll" in headers or "text/event-stream" in headers.get("Accept", ""):
        return False
    purpose = f"{headers.get('Sec-Purpose', '')} {headers.get('Purpose', '')}".lower()
    return "prefetch" not in purpose and "HX-Preloaded" not in headers
