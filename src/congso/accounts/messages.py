# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people are told when they are not let in. Never whether an account exists."""

from __future__ import annotations

import datetime as dt
import math

from django.utils.translation import gettext, gettext_lazy, ngettext

from congso.accounts.services.door import Refusal, Verdict
from congso.accounts.services.limits import FIRST_DELAY

WRONG = gettext_lazy("The login or password is not right.")


def refusal_message(verdict: Verdict, now: dt.datetime) -> str:
    """The sentences for a refused attempt."""
    if verdict.refusal is Refusal.UNFIT_LOGIN:
        return gettext("A login is written in small letters and digits, without diacritics.")
    if verdict.refusal is Refusal.EXPIRED:
        return gettext("The issued password has expired. Ask the Office for a new one.")
    wait = minutes_until(verdict.until, now)
    if verdict.refusal is Refusal.ADDRESS_DELAYED:
        return gettext(
            "Too many failed sign-ins from this network. Try again in %(minutes)d minutes "
            "or sign in with a security key."
        ) % {"minutes": wait}
    if verdict.until:
        return delayed_message(wait)
    return _wrong_with_tries(verdict.remaining)


def delayed_message(minutes: int) -> str:
    """The account is delayed."""
    return gettext(
        "Too many failed attempts: the account is locked for %(minutes)d minutes. "
        "Signing in with a security key still works."
    ) % {"minutes": minutes}


def minutes_until(until: dt.datetime | None, now: dt.datetime) -> int:
    """Whole minutes to wait, at least one."""
    return max(1, math.ceil((until - now).total_seconds() / 60)) if until else 0


def _wrong_with_tries(remaining: int) -> str:
    return ngettext(
        "The login or password is not right. %(count)d more try before the account is locked "
        "for %(minutes)d minutes.",
        "The login or password is not right. %(count)d more tries before the account is locked "
        "for %(minutes)d minutes.",
        remaining,
    ) % {"count": remaining, "minutes": FIRST_DELAY.seconds // 60}
