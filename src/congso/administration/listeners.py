# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is told of leaks, requests and stand-ins (R-64, R-08). Repeats do no harm."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext_noop

from congso.accounts.models import Person
from congso.administration.enums import BY_TWO, RequestKind
from congso.administration.models import AccountRequest
from congso.audit.events import Heard
from congso.audit.models import Entry
from congso.common import clock
from congso.notifications.enums import Tone
from congso.notifications.services import Telling, tell
from congso.organisation.enums import GUARDED_ROLES, Role
from congso.organisation.models import RoleGrant, StandIn
from congso.organisation.queries import valid_on
from congso.organisation.queries_deciders import deciders


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
    """Those who may decide learn of a request; not who made it nor whom it is about."""
    row = AccountRequest.objects.select_related("person").get(pk=event.object_id)
    msgid = gettext_noop("A request about the account of %(name)s waits for the Office.")
    people = deciders() if row.kind in BY_TWO else set(_issuers())
    _tell_of(row, msgid, sorted(people - {row.asked_by_id, row.person_id}), event)


APPROVED = {
    RequestKind.PASSWORD: gettext_noop(
        "The password slip of %(name)s, which you asked for, is approved."
    ),
    RequestKind.ROLE: gettext_noop("The role of %(name)s, which you asked for, is given."),
    RequestKind.POST: gettext_noop("The post of %(name)s, which you asked for, is given."),
}
REFUSED = {
    RequestKind.PASSWORD: gettext_noop("The password slip of %(name)s is refused: %(note)s"),
    RequestKind.ROLE: gettext_noop("The role of %(name)s is refused: %(note)s"),
    RequestKind.POST: gettext_noop("The post of %(name)s is refused: %(note)s"),
}


def request_approved(event: Heard) -> None:
    """The person learns what became of the request; of what two people give, who asked for it."""
    row = AccountRequest.objects.select_related("person").get(pk=event.object_id)
    if row.kind in APPROVED:
        _tell_of(row, APPROVED[RequestKind(row.kind)], [row.asked_by_id], event)
        return
    msgid = gettext_noop("The Office approved and applied the request about your account.")
    _tell_of(row, msgid, [row.person_id], event)


def request_refused(event: Heard) -> None:
    """The person reads the reason; of what two people give, who asked for it."""
    row = AccountRequest.objects.select_related("person").get(pk=event.object_id)
    if row.kind in REFUSED:
        _tell_of(row, REFUSED[RequestKind(row.kind)], [row.asked_by_id], event)
        return
    msgid = gettext_noop("The Office refused the request about your account: %(note)s")
    _tell_of(row, msgid, [row.person_id], event)


def request_expired(event: Heard) -> None:
    """Who asked learns that nobody decided in time."""
    row = AccountRequest.objects.select_related("person").get(pk=event.object_id)
    msgid = gettext_noop("Nobody decided in time on your request about %(name)s: ask again.")
    _tell_of(row, msgid, [row.asked_by_id], event)


def role_granted(event: Heard) -> None:
    """A role that opens much was given: its holder and the others of the Office learn of it.

    Not who gave it; nor who asked for it, who reads that it was given (request_approved). What the
    first set-up and the demo give is told to nobody.
    """
    grant = RoleGrant.objects.select_related("person").filter(pk=event.object_id).first()
    entry = Entry.objects.get(pk=event.entry_id)
    if grant is None or grant.role not in GUARDED_ROLES or entry.via.startswith("system:"):
        return
    words, key = {"name": grant.person.full_name}, f"entry:{event.entry_id}"
    mine = gettext_noop("You were given a role that opens numbers, accounts or papers.")
    tell([grant.person_id], Telling(mine, reverse("accounts:profile"), words, key=key))
    msgid = gettext_noop("%(name)s was given a role that opens numbers, accounts or papers.")
    account = reverse("administration:account", args=[grant.person_id])
    others = deciders() - {entry.person_id, grant.person_id, event.payload.get("asked_by")}
    issuers = others & set(_issuers())
    tell(sorted(issuers), Telling(msgid, account, words, key=key))
    requests = reverse("administration:requests")
    tell(sorted(others - issuers), Telling(msgid, requests, words, key=key))


def stand_in_appointed(event: Heard) -> None:
    """Who stands in learns from when until when; so does the absent one for whom another named him.

    Both hear of it, for a stand-in reads what the absent person reads.
    """
    row = StandIn.objects.select_related("absent", "stand_in").filter(pk=event.object_id).first()
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
    if Entry.objects.get(pk=event.entry_id).person_id == row.absent_id:
        return
    own = gettext_noop("%(name)s stands in for you from %(first)s until %(last)s.")
    words = {"name": row.stand_in.full_name, **days}
    tell([row.absent_id], replace(telling, msgid=own, parameters=words))


def _tell_of(row: AccountRequest, msgid: str, people: list[int], event: Heard) -> None:
    url = reverse("administration:request", args=[row.pk])
    words = {"name": row.person.full_name, "note": row.decision_note}
    tell(people, Telling(msgid, url, words, key=f"entry:{event.entry_id}"))
