# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is told of leaks, requests and stand-ins (R-64, R-08). Repeats do no harm."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_noop

from congso.accounts.models import Person
from congso.administration.enums import RequestKind
from congso.administration.models import AccountRequest
from congso.audit.events import Heard
from congso.audit.models import Entry
from congso.common import clock
from congso.notifications.enums import Tone
from congso.notifications.services import Telling, tell
from congso.organisation.enums import GUARDED_ROLES, Role
from congso.organisation.models import RoleGrant, StandIn
from congso.organisation.queries import valid_on


def _holders(role: Role) -> list[int]:
    held = RoleGrant.objects.filter(valid_on(clock.today()), role=role)
    return list(held.values_list("person", flat=True))


def _issuers(but: int | None = None) -> list[int]:
    return [pk for pk in _holders(Role.ACCOUNT_ISSUER) if pk != but]


def leak_reported(event: Heard) -> None:
    """The Office is told at once that a password has come out (Article 11.5)."""
    person = Person.objects.get(pk=event.object_id)
    msgid = gettext_noop("%(name)s (%(login)s) reported a leaked password; the account is locked.")
    telling = Telling(
        msgid,
        reverse("administration:account", args=[person.pk]),
        {"name": person.full_name, "login": person.login},
        tone=Tone.ALARM,
        key=f"entry:{event.entry_id}",
    )
    tell(_issuers(but=person.pk), telling)


def request_asked(event: Heard) -> None:
    """The issuers learn of a request; not the one who made it."""
    row = AccountRequest.objects.select_related("person").get(pk=event.object_id)
    msgid = gettext_noop("A request about the account of %(name)s waits for the Office.")
    people = set(_issuers(but=row.asked_by_id))
    if row.kind == RequestKind.PASSWORD:
        people |= set(_holders(Role.APPROVER)) - {row.asked_by_id}
    _tell_of(row, msgid, sorted(people - {row.person_id}), event)


def request_approved(event: Heard) -> None:
    """The person learns what became of the request; of a password, who asked for it."""
    row = AccountRequest.objects.select_related("person").get(pk=event.object_id)
    if row.kind == RequestKind.PASSWORD:
        given = gettext_noop("The password slip of %(name)s, which you asked for, is approved.")
        _tell_of(row, given, [row.asked_by_id], event)
        return
    msgid = gettext_noop("The Office approved and applied the request about your account.")
    _tell_of(row, msgid, [row.person_id], event)


def request_refused(event: Heard) -> None:
    """The person reads the reason; of a password, who asked for it."""
    row = AccountRequest.objects.select_related("person").get(pk=event.object_id)
    if row.kind == RequestKind.PASSWORD:
        not_given = gettext_noop("The password slip of %(name)s is refused: %(note)s")
        _tell_of(row, not_given, [row.asked_by_id], event)
        return
    msgid = gettext_noop("The Office refused the request about your account: %(note)s")
    _tell_of(row, msgid, [row.person_id], event)


def role_granted(event: Heard) -> None:
    """A role that opens much was given by one of the Office: the others learn of it."""
    grant = RoleGrant.objects.select_related("person").filter(pk=event.object_id).first()
    if grant is None or grant.role not in GUARDED_ROLES:
        return
    giver = Entry.objects.get(pk=event.entry_id).person_id
    msgid = gettext_noop("%(name)s was given a role that opens numbers, accounts or papers.")
    account = reverse("administration:account", args=[grant.person_id])
    issuers = set(_issuers()) - {giver, grant.person_id}
    approvers = set(_holders(Role.APPROVER)) - issuers - {giver, grant.person_id}
    for people, url in ((issuers, account), (approvers, reverse("administration:requests"))):
        words = {"name": grant.person.full_name}
        tell(sorted(people), Telling(msgid, url, words, key=f"entry:{event.entry_id}"))


def stand_in_appointed(event: Heard) -> None:
    """Who stands in learns from when until when."""
    row = StandIn.objects.select_related("absent").filter(pk=event.object_id).first()
    if row is None:
        return  # taken back before anybody was told
    msgid = gettext_noop("You stand in for %(name)s from %(first)s until %(last)s.")
    days = {"first": f"{row.valid_from:%d/%m/%Y}", "last": f"{row.valid_until:%d/%m/%Y}"}
    telling = Telling(
        msgid,
        reverse("administration:stand-ins"),
        {"name": row.absent.full_name, **days},
        key=f"entry:{event.entry_id}",
    )
    tell([row.stand_in_id], telling)


def _tell_of(row: AccountRequest, msgid: str, people: list[int], event: Heard) -> None:
    url = reverse("administration:request", args=[row.pk])
    words = {"name": row.person.full_name, "note": row.decision_note}
    tell(people, Telling(msgid, url, words, key=f"entry:{event.entry_id}"))
