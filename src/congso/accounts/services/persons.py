# SPDX-License-Identifier: AGPL-3.0-or-later
"""Creating accounts, locking and unlocking them."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from congso.accounts.events import (
    LeakReported,
    LeavingSet,
    PersonChanged,
    PersonCreated,
    PersonLocked,
    PersonUnlocked,
)
from congso.accounts.logins import login_stem, next_login
from congso.accounts.models import Person
from congso.accounts.policies import TABLE, require_create
from congso.accounts.services import limits, sessions
from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.common.vietnamese import nfc

# Names of RFC 2142 and of machines: mail to them must never reach one person's box.
RESERVED = frozenset(
    (
        "abuse",
        "admin",
        "administrator",
        "hostmaster",
        "info",
        "mailer",
        "noreply",
        "postmaster",
        "root",
        "security",
        "support",
        "system",
        "webmaster",
        "www",
    )
)
_ATTEMPTS = 50


class LoginTaken(Exception):
    """The wished login belongs, or once belonged, to somebody else."""

    message = _("This login is taken. A login once used is never given to another person.")


def create_person(
    actor: Actor,
    *,
    full_name: str,
    gender: str,
    staff_kind: str,
    login: str | None = None,
    phone: str = "",
    language: str = "vi",
    is_demo: bool = False,
) -> Person:
    """Create an account without a usable password and return it (Articles 3.1đ and 7.2).

    Without `login` it is formed from the name, with a number when taken. Two accounts of one name
    created at the same moment get two logins. Raises Denied, UnfitName, LoginTaken, or
    ValidationError for fields that do not fit.
    """
    require_create(actor)
    name = " ".join(nfc(full_name).split())
    person = Person(
        full_name=name, gender=gender, staff_kind=staff_kind, phone=phone, language=language
    )
    person.is_demo = is_demo
    person.set_unusable_password()
    if login is not None:
        return _create_as(actor, person, login)
    stem = login_stem(name)
    for _attempt in range(_ATTEMPTS):
        try:
            return _create_as(actor, person, next_login(stem, login_taken))
        except LoginTaken:
            continue  # somebody took it between the question and the insert
    raise LoginTaken(stem)


def login_taken(login: str) -> bool:
    """Whether a login is, or ever was, in use, or is kept from people."""
    return login_kept(login) or Person.objects.filter(login=login).exists()


def login_kept(login: str) -> bool:
    """Whether no person may have the login: names of machines, and of mailboxes, which are asked
    through CONGSO_LOGIN_TAKEN."""
    path = getattr(settings, "CONGSO_LOGIN_TAKEN", "")
    return login in RESERVED or bool(path and import_string(path)(login))


@transaction.atomic
def lock(actor: Actor, *, person: Person) -> None:
    """Close the account: no way in works, sessions end at once. Raises Denied."""
    TABLE.require(actor, "lock", person)
    _close(person)
    audit.record(actor, PersonLocked(person.pk))


@transaction.atomic
def set_leaving(actor: Actor, *, person_id: int, last_day: dt.date | None) -> Person:
    """Note the last day of who leaves, or None for who stays; the account closes the day after.

    Raises Denied.
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    TABLE.require(actor, "lock", person)
    before = {"leaves_on": person.leaves_on.isoformat() if person.leaves_on else None}
    person.leaves_on = last_day
    person.save(update_fields=("leaves_on",))
    after = {"leaves_on": last_day.isoformat() if last_day else None}
    audit.record(actor, LeavingSet(person.pk), before=before, after=after)
    return person


def lock_leavers(actor: Actor, *, today: dt.date) -> int:
    """Close the accounts whose last day is over; safe to repeat. Returns how many."""
    left = Person.objects.filter(is_active=True, leaves_on__lt=today).order_by("pk")
    return sum(_lock_leaver(actor, key, today) for key in left.values_list("pk", flat=True))


@transaction.atomic
def _lock_leaver(actor: Actor, person_id: int, today: dt.date) -> bool:
    """Close the account unless its person was told to stay meanwhile."""
    left = Person.objects.select_for_update().filter(is_active=True, leaves_on__lt=today)
    person = left.filter(pk=person_id).first()
    if person is not None:
        lock(actor, person=person)
    return person is not None


class PasswordIsOut(Exception):
    """The account is closed because its password is known to others."""

    message = _("Its password has come out. Issue a slip: it opens the account with a new one.")


@transaction.atomic
def unlock(actor: Actor, *, person: Person) -> None:
    """Open the account again, with the password it had.

    Raises Denied, or PasswordIsOut when that password was reported as leaked: then a slip opens it.
    """
    TABLE.require(actor, "unlock", person)
    person.refresh_from_db(from_queryset=Person.objects.select_for_update())
    if person.leak_reported_at is not None:
        raise PasswordIsOut
    person.is_active, person.leaves_on = True, None
    person.save(update_fields=("is_active", "leaves_on"))
    limits.forgive(actor, login=person.login)
    audit.record(actor, PersonUnlocked(person.pk))


@transaction.atomic
def change_person(
    actor: Actor, *, person_id: int, full_name: str | None = None, phone: str | None = None
) -> Person:
    """Change what the Office keeps of a person (Article 7.3); the login stays for good.

    What is None stays as it is. Raises Denied, or ValidationError for fields that do not fit.
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    TABLE.require(actor, "change", person)
    before = {"full_name": person.full_name, "phone": person.phone}
    if full_name is not None:
        person.full_name = " ".join(nfc(full_name).split())
    if phone is not None:
        person.phone = nfc(phone).strip()
    person.full_clean(exclude=("password",), validate_unique=False)
    person.save(update_fields=("full_name", "sort_key", "folded", "phone"))
    after = {"full_name": person.full_name, "phone": person.phone}
    # Names and numbers are personal data: kept where they may be erased later.
    audit.record(actor, PersonChanged(person.pk), personal={"before": before, "after": after})
    return person


@transaction.atomic
def report_leak(actor: Actor, *, person: Person) -> None:
    """Article 11.5: the password has come out. The account closes at once; the Office is told by
    the event, issues a new password and opens it again. Raises Denied.
    """
    TABLE.require(actor, "report_leak", person)
    person.leak_reported_at = clock.now()
    person.save(update_fields=("leak_reported_at",))
    _close(person)
    audit.record(actor, LeakReported(person.pk))


def _create_as(actor: Actor, person: Person, login: str) -> Person:
    if login_taken(login):
        raise LoginTaken(login)
    person.login = login
    person.full_clean(exclude=("password",), validate_unique=False)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
            audit.record(actor, PersonCreated(person.pk), personal={"login": login})
    except IntegrityError as error:
        person.pk = None
        if Person.objects.filter(login=login).exists():
            raise LoginTaken(login) from error
        raise
    return person


def _close(person: Person) -> None:
    person.is_active = False
    person.save(update_fields=("is_active",))
    sessions.drop_sessions(person.pk)
