# SPDX-License-Identifier: AGPL-3.0-or-later
"""How often one may fail to sign in, counted in one table for all ways in and all processes.

An attempt is written down as pending before anything is checked, under a lock on the account and
on the network, so a thousand attempts at the same moment are no more than a thousand in a row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from congso.accounts.addresses import network_of
from congso.accounts.enums import AttemptState
from congso.accounts.events import SignInLimited
from congso.accounts.models import FailedAttempt, Person
from congso.audit import services as audit
from congso.common.actor import Actor

TRIES = 5
WINDOW = dt.timedelta(minutes=15)
FIRST_DELAY = dt.timedelta(minutes=15)
LONGEST_DELAY = dt.timedelta(hours=1)
MEMORY = dt.timedelta(hours=24)

ADDRESS_TRIES = 20
NETWORK_TRIES = 100
ADDRESS_WINDOW = dt.timedelta(hours=1)
# A whole office arrives at half past seven behind one address: attempts that are still being
# checked are no failures yet, but there is an end to them too.
IN_FLIGHT = 200
STALE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Standing:
    """What the limits say of one attempt.

    `attempt_id` is None when the attempt is refused unseen; then `until` is when it may be made.
    Otherwise `remaining` and `until` tell how things stand should it fail.
    """

    attempt_id: int | None
    remaining: int
    until: dt.datetime | None
    by_address: bool = False


def blocked_until(failures: Sequence[dt.datetime]) -> dt.datetime | None:
    """When an account with these failures (oldest first) may be tried again; None: at once.

    Five within fifteen minutes cost fifteen minutes, and each further one twice the last delay,
    up to an hour, until a success or a day without failures.
    """
    strikes = 0
    until = None
    for count, at in enumerate(failures, start=1):
        recent = sum(1 for other in failures[:count] if at - other < WINDOW)
        if strikes or recent >= TRIES:
            until = at + min(FIRST_DELAY * 2**strikes, LONGEST_DELAY)
            strikes += 1
    return until


@transaction.atomic
def admit(actor: Actor, *, login: str, now: dt.datetime) -> Standing:
    """Let one attempt at `login` through, or refuse it; `actor` brings the way in and address.

    `login` is any stable name of what is tried: an account, or a counter beside it. Whoever is
    let through must report the end: `fail`, `succeed` or `release`.
    """
    network = network_of(actor.ip)
    _take_turns(f"login:{login}", f"network:{network}" if network else "")
    failures = _failures_of(login, now)
    account_until = blocked_until(failures)
    if account_until and account_until > now:
        return Standing(None, 0, account_until)
    address_until = _address_blocked_until(actor.ip, network, now)
    if address_until:
        return Standing(None, 0, address_until, by_address=True)
    attempt = FailedAttempt.objects.create(
        login=login, ip=actor.ip or None, network=network, via=actor.via[:20], at=now
    )
    then = [*failures, now]
    recent = sum(1 for at in then if now - at < WINDOW)
    return Standing(attempt.pk, max(0, TRIES - recent), blocked_until(then))


@transaction.atomic
def fail(
    actor: Actor, *, attempt: Standing, login: str, person: Person | None, now: dt.datetime
) -> None:
    """The attempt failed. When that delays the account, the trail says so."""
    _row(attempt).update(state=AttemptState.FAILED)
    if attempt.until:
        audit.record(
            actor,
            SignInLimited(person.pk if person else 0),
            personal={"login": login, "ip": actor.ip, "until": attempt.until.isoformat()},
        )


@transaction.atomic
def succeed(actor: Actor, *, attempt: Standing, login: str) -> None:
    """The attempt succeeded: the account starts anew.

    Slips from this address are forgotten; failures from elsewhere still count for their address.
    """
    _row(attempt).delete()
    mine = FailedAttempt.objects.filter(login=login)
    mine.filter(ip=actor.ip or None).exclude(state=AttemptState.PENDING).delete()
    mine.filter(state=AttemptState.FAILED).update(state=AttemptState.FORGIVEN)


def release(actor: Actor, *, attempt: Standing) -> None:
    """The attempt was neither: it is as if it had not been made."""
    _row(attempt).delete()


def forgive(actor: Actor, *, login: str) -> None:
    """The account may be tried at once: a new password was issued or the account unlocked."""
    FailedAttempt.objects.filter(login=login).update(state=AttemptState.FORGIVEN)


def prune(actor: Actor, *, now: dt.datetime) -> int:
    """Remove what no limit looks at any more; returns how many rows."""
    return FailedAttempt.objects.filter(at__lt=now - MEMORY).delete()[0]


def _row(attempt: Standing) -> QuerySet[FailedAttempt]:
    if attempt.attempt_id is None:
        raise ValueError("this attempt was refused")
    return FailedAttempt.objects.filter(pk=attempt.attempt_id)


def _take_turns(*names: str) -> None:
    # Always in the same order, so that two attempts cannot wait for one another.
    with connection.cursor() as cursor:
        for name in sorted(filter(None, names)):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7303))", [name])


def _failures_of(login: str, now: dt.datetime) -> list[dt.datetime]:
    rows = FailedAttempt.objects.filter(login=login, at__gt=now - MEMORY)
    return list(
        rows.exclude(state=AttemptState.FORGIVEN).order_by("at").values_list("at", flat=True)
    )


def _address_blocked_until(ip: str, network: str, now: dt.datetime) -> dt.datetime | None:
    if not ip:
        return None
    recent = FailedAttempt.objects.filter(at__gt=now - ADDRESS_WINDOW)
    for rows, tries in (
        (recent.filter(ip=ip), ADDRESS_TRIES),
        (recent.filter(network=network), NETWORK_TRIES),
    ):
        if until := _counted_until(rows, tries, now):
            return until
    return None


def _counted_until(
    rows: QuerySet[FailedAttempt], tries: int, now: dt.datetime
) -> dt.datetime | None:
    pending = Q(state=AttemptState.PENDING, at__gt=now - STALE)
    if rows.filter(pending).count() >= IN_FLIGHT:
        return now + STALE
    last = list(rows.exclude(pending).order_by("-at").values_list("at", flat=True)[:tries])
    return last[-1] + ADDRESS_WINDOW if len(last) >= tries else None
