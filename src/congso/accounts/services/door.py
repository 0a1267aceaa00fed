# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one door: every way in (web, mail protocols, WebDAV) has a login and secret checked here."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from congso.accounts.issued import as_issued
from congso.accounts.models import Person
from congso.accounts.services import limits
from congso.accounts.typed_login import canonical_login
from congso.common.actor import Actor
from congso.common.vietnamese import nfc

Check = Callable[[Person], bool]

# The password of the web is good for the web only, so that it cannot be sprayed over IMAP.
PASSWORD_WAYS = frozenset({"http", "cli"})
LONGEST_SECRET = 512


class Refusal(enum.Enum):
    """Why somebody was not let in. WRONG covers unknown and closed accounts too."""

    WRONG = "wrong"
    UNFIT_LOGIN = "unfit_login"
    ACCOUNT_DELAYED = "account_delayed"
    ADDRESS_DELAYED = "address_delayed"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Verdict:
    """The answer to one attempt: a person, or why not, tries left and when to try again."""

    person: Person | None = None
    refusal: Refusal | None = None
    remaining: int = 0
    until: dt.datetime | None = None


def verify(
    actor: Actor, *, login: str, secret: str, now: dt.datetime, check: Check | None = None
) -> Verdict:
    """Check a login and its secret within the limits; `actor` brings the way in and the address.

    Without `check` the secret is the person's password, which only the web may ask for; mail
    protocols bring a `check` of their application passwords. An unknown login costs the same time
    and gets the same answer as a wrong password. Does not sign in and records no sign-in.
    """
    name = canonical_login(login)
    if name is None:
        return Verdict(refusal=Refusal.UNFIT_LOGIN)
    attempt = limits.admit(actor, login=name, now=now)
    if attempt.attempt_id is None:
        delayed = Refusal.ADDRESS_DELAYED if attempt.by_address else Refusal.ACCOUNT_DELAYED
        return Verdict(refusal=delayed, until=attempt.until)
    person = Person.objects.filter(login=name).first()
    holds = check or _password_check(actor, secret)
    if not _admits(person, holds, secret):
        limits.fail(actor, attempt=attempt, login=name, person=person, now=now)
        return Verdict(refusal=Refusal.WRONG, remaining=attempt.remaining, until=attempt.until)
    if _expired(person, now):
        limits.release(actor, attempt=attempt)
        return Verdict(refusal=Refusal.EXPIRED)
    limits.succeed(actor, attempt=attempt, login=name)
    return Verdict(person=person)


def verify_again(actor: Actor, *, person: Person, secret: str, now: dt.datetime) -> Verdict:
    """Check the password of somebody already signed in, by the same counters."""
    return verify(actor, login=person.login, secret=secret, now=now)


def _password_check(actor: Actor, secret: str) -> Check:
    if actor.via not in PASSWORD_WAYS:
        raise ValueError(f"{actor.via} must bring its own check: passwords are for the web")

    def check(person: Person) -> bool:
        typed = as_issued(secret) if person.must_change_password else nfc(secret)
        return len(secret) <= LONGEST_SECRET and person.check_password(typed)

    return check


def _admits(person: Person | None, holds: Check, secret: str) -> bool:
    if person is None:
        # The same work as for a known login, so that time tells nothing.
        make_password(secret[:LONGEST_SECRET])
        return False
    return holds(person) and person.is_active


def _expired(person: Person | None, now: dt.datetime) -> bool:
    return bool(person and person.password_expires_at and person.password_expires_at <= now)
