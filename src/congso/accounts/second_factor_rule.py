# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who must sign in with a second factor (CONGSO_SECOND_FACTOR), and whether this session may go on.

The answer "yes" is kept in the session for a few minutes, so that pages do not ask each time; a
"no" is asked again at every step, for the person is about to change it.
"""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from congso.accounts.models import Person
from congso.accounts.policies import is_guarded

GUARDED, EVERYONE, NOBODY = "guarded", "everyone", "nobody"
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
TRUSTED = 300
_UNTIL = "congso_factor_until"


def must_have(person: Person) -> bool:
    """Whether this person may not work without a second factor. Made-up people never must."""
    rule = getattr(settings, "CONGSO_SECOND_FACTOR", NOBODY)
    if rule == NOBODY or person.is_demo:
        return False
    return rule == EVERYONE or is_guarded(person.pk)


def has_one(person: Person) -> bool:
    """Whether the person has an app or a security key; recovery codes alone do not count."""
    return bool(Authenticator.objects.filter(user_id=person.pk, type__in=FACTORS).exists())


def is_missing(person: Person, session: SessionBase, now: float) -> bool:
    """Whether the person must set a factor up before anything else."""
    if getattr(settings, "CONGSO_SECOND_FACTOR", NOBODY) == NOBODY or person.is_demo:
        return False
    if float(session.get(_UNTIL, 0)) > now:
        return False
    if must_have(person) and not has_one(person):
        return True
    session[_UNTIL] = int(now) + TRUSTED
    return False


def forget(session: SessionBase) -> None:
    """A factor was removed: ask again at the next page."""
    session.pop(_UNTIL, None)
