# SPDX-License-Identifier: AGPL-3.0-or-later
"""Issuing and changing passwords. Nobody but the owner ever chooses or knows the final one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congso.accounts import issued
from congso.accounts.events import PasswordChanged, PasswordIssued
from congso.accounts.models import Person
from congso.accounts.policies import TABLE, is_guarded, may_issue
from congso.accounts.services import limits, sessions
from congso.accounts.validators import LongestPasswordValidator
from congso.audit import services as audit
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.common.vietnamese import nfc

# Article 3.2: issued by the Office, on a slip that is good for three days.
ISSUED_VALID = dt.timedelta(hours=72)


class NeedsSecondPerson(Exception):
    """The account of a leader, a clerk or an administrator: two of the Office give its password."""

    message = gettext_lazy(
        "Two people give the password of this account. Ask; a second person approves it."
    )


@transaction.atomic
def issue_password(actor: Actor, *, person: Person, now: dt.datetime) -> str:
    """Draw a new first password for `person` and return it, this once; only its hash is kept.

    It must be changed at the next sign-in and expires after 72 hours. All sessions of the person
    end. An account closed by a reported leak opens again; one that was locked stays locked.
    Raises Denied (Regulation, Articles 3.2 and 7.3: issued by the Office), or NeedsSecondPerson
    for an account that one alone does not give.
    """
    TABLE.require(actor, "issue_password", person)
    if actor.person_id is not None and is_guarded(person.pk):
        raise NeedsSecondPerson
    return _issue(actor, person, now, asked_by=None)


@transaction.atomic
def issue_by_two(actor: Actor, *, person: Person, asked_by: int, now: dt.datetime) -> str:
    """The same for a leader, a clerk or an administrator: `asked_by`, an issuer, has asked for it,
    and `actor` is the second person, who alone sees it.

    Raises Denied when the two are one, or one of them may not.
    """
    TABLE.require(actor, "issue_guarded_password", person)
    first = Actor(person_id=asked_by, via=actor.via)
    if asked_by in (actor.person_id, person.pk) or not may_issue(first):
        raise Denied("issue_guarded_password", person)
    return _issue(actor, person, now, asked_by=asked_by)


def _issue(actor: Actor, person: Person, now: dt.datetime, *, asked_by: int | None) -> str:
    password = issued.draw()
    person.set_password(issued.as_issued(password))
    person.must_change_password = True
    person.password_expires_at = now + ISSUED_VALID
    if person.leak_reported_at is not None:
        # Article 11.5: the new password is the answer to the leak, so the account opens with it.
        person.is_active, person.leak_reported_at = True, None
    person.save(update_fields=(*_FIELDS, "is_active", "leak_reported_at"))
    limits.forgive(actor, login=person.login)
    sessions.drop_sessions(person.pk)
    audit.record(actor, PasswordIssued(person.pk, asked_by))
    return password


@transaction.atomic
def change_password(actor: Actor, *, person: Person, password: str, now: dt.datetime) -> None:
    """Give `person` the password he chose.

    His other sessions end by themselves, for sessions carry a mark of the password. Raises Denied,
    or ValidationError with sentences for people when the password is weak or the present one.
    """
    TABLE.require(actor, "change_password", person)
    chosen = nfc(password)
    if _is_present(person, chosen):
        raise ValidationError(_("Choose a password you do not have now."), code="same")
    LongestPasswordValidator().validate(chosen, person)
    validate_password(chosen, person)
    person.set_password(chosen)
    person.must_change_password = False
    person.password_expires_at = None
    person.save(update_fields=_FIELDS)
    audit.record(actor, PasswordChanged(person.pk))


@transaction.atomic
def set_demo_password(actor: Actor, *, persons: Iterable[Person], password: str) -> None:
    """Give made-up people one known password, without a forced change; hashed once for all.

    Raises Denied for an actor other than the system, and ValueError for a person who is real.
    """
    if not actor.is_system and actor.via != "cli":
        raise Denied("set_demo_password")
    encoded = make_password(nfc(password))
    for person in persons:
        if not person.is_demo:
            raise ValueError(f"{person.login} is no demo account")
        person.password = encoded
        person.must_change_password = False
        person.password_expires_at = None
        person.save(update_fields=_FIELDS)
        audit.record(actor, PasswordChanged(person.pk))


_FIELDS = ("password", "must_change_password", "password_expires_at")


def _is_present(person: Person, chosen: str) -> bool:
    if not person.has_usable_password():
        return False
    present = issued.as_issued(chosen) if person.must_change_password else chosen
    return person.check_password(present)
