# SPDX-License-Identifier: AGPL-3.0-or-later
"""Second factor: failures are limited apart from the password's, a code is good once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.db import transaction

from congso.accounts.events import SecondFactorAdded, SecondFactorRemoved, SecondFactorReset
from congso.accounts.models import Person
from congso.accounts.policies import TABLE, may_issue
from congso.accounts.services import limits, sessions
from congso.audit import services as audit
from congso.common.actor import Actor
from congso.common.policy import Denied

USED_FOR = dt.timedelta(minutes=3)


class CodeLimited(Exception):
    """Too many wrong codes; `until` is when to try again."""

    def __init__(self, until: dt.datetime | None) -> None:
        super().__init__("limited")
        self.until = until


def try_code(actor: Actor, *, person: Person, check: Callable[[], bool], now: dt.datetime) -> bool:
    """Whether `check` (of a code somebody typed for `person`) holds, within the limits.

    The counter stands beside the account's own: whoever knows the password succeeds there each
    time, which must not buy him new guesses here. Raises CodeLimited.
    """
    name = f"{person.login}#code"
    attempt = limits.admit(actor, login=name, now=now)
    if attempt.attempt_id is None:
        raise CodeLimited(attempt.until)
    if check():
        limits.succeed(actor, attempt=attempt, login=name)
        return True
    limits.fail(actor, attempt=attempt, login=name, person=person, now=now)
    return False


@transaction.atomic
def use_code(actor: Actor, *, authenticator: Authenticator, code: str, now: dt.datetime) -> bool:
    """Mark a one-time code as used; False when it was used before, by whichever process."""
    row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    since = (now - USED_FOR).timestamp()
    used = {old: at for old, at in row.data.get("used", {}).items() if at > since}
    if code in used:
        return False
    row.data["used"] = {**used, code: now.timestamp()}
    row.save(update_fields=("data",))
    return True


@transaction.atomic
def record_added(actor: Actor, *, person_id: int, kind: str) -> None:
    """Write into the trail that a second factor was added."""
    audit.record(actor, SecondFactorAdded(person_id, kind))


@transaction.atomic
def record_removed(actor: Actor, *, person_id: int, kind: str) -> None:
    """Write into the trail that a second factor was removed."""
    audit.record(actor, SecondFactorRemoved(person_id, kind))


@transaction.atomic
def reset_second_factor(actor: Actor, *, person: Person, witness_id: int) -> int:
    """Take all second factors from `person`, by two of the Office face to face with him.

    `actor` does it, `witness_id` is the colleague who asked for it before; his own right is
    checked as well. All sessions end. Returns how many factors there were. Raises Denied.
    """
    TABLE.require(actor, "reset_second_factor", person)
    witness = Actor(person_id=witness_id, via=actor.via)
    if witness_id in (actor.person_id, person.pk) or not may_issue(witness):
        raise Denied("reset_second_factor", person)
    found = Authenticator.objects.filter(user_id=person.pk)
    kinds = sorted(found.values_list("type", flat=True))
    found.delete()
    sessions.drop_sessions(person.pk)
    event = SecondFactorReset(person.pk, witness_id)
    audit.record(actor, event, before={"factors": kinds}, after={"factors": []})
    return len(kinds)
