# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests about accounts: asked, checked by the Office, applied; the history stays (R-08)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from congso.accounts.models import Person
from congso.accounts.services import persons, second_factor
from congso.administration.enums import BY_TWO, LAPSES_AFTER, RequestKind, State
from congso.administration.events import (
    RequestApproved,
    RequestAsked,
    RequestExpired,
    RequestRefused,
    RequestWithdrawn,
)
from congso.administration.lifecycle import LIFECYCLE
from congso.administration.models import AccountRequest
from congso.administration.policies import REQUESTS, may_keep_accounts
from congso.administration.services import by_two, issuing
from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.common.vietnamese import nfc
from congso.organisation.models import Post, RoleGrant
from congso.organisation.queries import valid_on
from congso.organisation.services import endings, people
from congso.organisation.services.two_people import NeedsTwo


class AlreadyWaiting(Exception):
    message = _("A request of this kind waits for the Office already. Withdraw it first.")


class Lapsed(Exception):
    message = _("This was asked more than seven days ago and has lapsed. Ask again.")


class NothingAsked(Exception):
    message = _("Nothing differs from what the Office has. Change at least one entry.")


class NoPost(Exception):
    message = _("This person has no main post today; appoint the person instead.")


@dataclass(frozen=True)
class ChangeData:
    """What is wished; an empty entry stays as it is. Unit and title hold from `since`."""

    full_name: str = ""
    phone: str = ""
    unit_id: int | None = None
    title: str = ""
    since: dt.date | None = None


@transaction.atomic
def ask_change(
    actor: Actor, *, person_id: int, data: ChangeData, reason: str = ""
) -> AccountRequest:
    """Ask the Office to change a name, phone, unit or title (Article 7.3).

    By the person himself, or by the Office for him. Raises Denied, NothingAsked, AlreadyWaiting.
    """
    if actor.person_id != person_id and not may_keep_accounts(actor):
        raise Denied("ask")
    person = Person.objects.get(pk=person_id)
    present = _present(person)
    wanted = {k: v for k, v in _wanted(data).items() if v not in ("", None, present.get(k))}
    if not set(wanted) - {"since"}:
        raise NothingAsked
    return _ask(actor, RequestKind.CHANGE, person, present, wanted, reason)


@transaction.atomic
def ask_factor_reset(actor: Actor, *, person_id: int, reason: str) -> AccountRequest:
    """The first of two of the Office: the person stands before him and has lost his factor.

    Raises Denied or AlreadyWaiting.
    """
    if not may_keep_accounts(actor) or actor.person_id in (None, person_id):
        raise Denied("ask")
    person = Person.objects.get(pk=person_id)
    return _ask(actor, RequestKind.RESET_FACTOR, person, {}, {}, reason)


@transaction.atomic
def ask_password(actor: Actor, *, person_id: int, reason: str = "") -> AccountRequest:
    """The first of two of the Office who give the password of a leader, clerk or administrator.

    Raises Denied or AlreadyWaiting.
    """
    if not may_keep_accounts(actor) or actor.person_id in (None, person_id):
        raise Denied("ask")
    person = Person.objects.get(pk=person_id)
    return _ask(actor, RequestKind.PASSWORD, person, {}, {}, reason)


@transaction.atomic
def ask_role(actor: Actor, *, grant: RoleGrant, reason: str = "") -> AccountRequest:
    """The first of two who give a role that opens much; `grant` is an unsaved row.

    Nothing is given before another confirms; what cannot be given is refused now. Raises Denied,
    AlreadyWaiting or Clash.
    """
    _require_asker(actor)
    by_two.try_role(grant)
    wish = by_two.wish_of_role(grant)
    return _ask_once(actor, RequestKind.ROLE, grant.person_id, wish, by_two.ROLE_KEY, reason)


@transaction.atomic
def ask_post(
    actor: Actor, *, data: people.PostData, since: dt.date, leaves: int | None = None,
    reason: str = "",
) -> AccountRequest:  # fmt: skip
    """The first of two who give a post that opens the papers of an agency; it ends the post
    `leaves` the day before. Raises Denied, AlreadyWaiting, UnitClosed or Clash."""
    _require_asker(actor)
    by_two.try_post(data, since, leaves)
    wish = by_two.wish_of_post(data, since, leaves)
    return _ask_once(actor, RequestKind.POST, data.person_id, wish, by_two.POST_KEY, reason)


def give_or_ask_role(actor: Actor, *, grant: RoleGrant) -> AccountRequest | None:
    """Give a role, or ask a second person for one that opens much: then the request is returned.

    Raises Denied, AlreadyWaiting or Clash.
    """
    try:
        people.grant_role(actor, grant=grant)
    except NeedsTwo:
        return ask_role(actor, grant=grant)
    return None


def give_or_ask_post(
    actor: Actor, *, data: people.PostData, since: dt.date, leaves: int | None = None
) -> AccountRequest | None:
    """Give a post, which ends the post `leaves` the day before, or ask as for a role.

    Raises Denied, AlreadyWaiting, UnitClosed or Clash.
    """
    try:
        by_two.place(actor, data, since, leaves)
    except NeedsTwo:
        return ask_post(actor, data=data, since=since, leaves=leaves)
    return None


@transaction.atomic
def approve_password(actor: Actor, *, request_id: int, note: str = "") -> issuing.Slip:
    """The second of two: draw the password that was asked for and return its slip, this once.

    Raises Denied, Lapsed or WrongState; then it still waits.
    """
    row = _held(actor, "approve", request_id)
    _require_fresh(row)
    LIFECYCLE.advance(row, "approve")
    slip = issuing.issue_guarded_slip(actor, person_id=row.person_id, asked_by=row.asked_by_id)
    _decide(actor, row, note)
    audit.record(actor, RequestApproved(row.pk, row.person_id), after={"kind": str(row.kind)})
    return slip


@transaction.atomic
def approve(actor: Actor, *, request_id: int, note: str = "") -> AccountRequest:
    """Check a request and apply it in the same transaction.

    Raises Denied, Lapsed, WrongState, NoPost, NeedsTwo, UnitClosed, Clash or ValidationError; then
    it still waits.
    """
    row = _held(actor, "approve", request_id)
    _require_fresh(row)
    LIFECYCLE.advance(row, "approve")
    _apply(actor, row)
    _decide(actor, row, note)
    event = RequestApproved(row.pk, row.person_id)
    audit.record(actor, event, personal={"before": row.present, "after": row.wanted})
    return row


@transaction.atomic
def refuse(actor: Actor, *, request_id: int, note: str) -> AccountRequest:
    """Refuse with a reason, which the person reads. Raises Denied or WrongState."""
    row = _held(actor, "refuse", request_id)
    LIFECYCLE.advance(row, "refuse")
    _decide(actor, row, note)
    audit.record(actor, RequestRefused(row.pk, row.person_id), after={"note": row.decision_note})
    return row


@transaction.atomic
def withdraw(actor: Actor, *, request_id: int) -> AccountRequest:
    """Take a request back while it waits. Raises Denied or WrongState."""
    row = _held(actor, "withdraw", request_id)
    LIFECYCLE.advance(row, "withdraw")
    _decide(actor, row, "")
    audit.record(actor, RequestWithdrawn(row.pk, row.person_id))
    return row


def expire(actor: Actor, *, now: dt.datetime) -> int:
    """Close what two people give and nobody decided on in time; returns how many. Raises Denied."""
    late = AccountRequest.objects.filter(
        state=State.WAITING, kind__in=BY_TWO, asked_at__lte=now - LAPSES_AFTER
    )
    return sum(_expire_one(actor, key, now) for key in late.values_list("pk", flat=True))


@transaction.atomic
def _expire_one(actor: Actor, request_id: int, now: dt.datetime) -> bool:
    row = AccountRequest.objects.select_for_update().get(pk=request_id)
    if row.state != State.WAITING:
        return False  # decided meanwhile
    REQUESTS.require(actor, "expire", row)
    LIFECYCLE.advance(row, "expire")
    row.decided_at = now
    row.save(update_fields=("state", "decided_at"))
    audit.record(actor, RequestExpired(row.pk, row.person_id), after={"kind": str(row.kind)})
    return True


def _require_fresh(row: AccountRequest) -> None:
    late = row.kind in BY_TWO and row.asked_at <= clock.now() - LAPSES_AFTER
    if late and row.state == State.WAITING:
        raise Lapsed


def _require_asker(actor: Actor) -> None:
    if not may_keep_accounts(actor) or actor.person_id is None:
        raise Denied("ask")


def _ask_once(
    actor: Actor, kind: str, person_id: int, wish: dict[str, Any], key: tuple[str, ...],
    reason: str,
) -> AccountRequest:  # fmt: skip
    """Ask for a role or post; the person's row is held, so the same is not asked twice at once."""
    person = Person.objects.select_for_update().get(pk=person_id)
    waits = AccountRequest.objects.filter(state=State.WAITING, person=person_id, kind=kind)
    if any(all(row.wanted.get(k) == wish[k] for k in key) for row in waits):
        raise AlreadyWaiting
    return _ask(actor, kind, person, {}, wish, reason)


def _ask(
    actor: Actor, kind: str, person: Person, present: dict[str, Any], wanted: dict[str, Any],
    reason: str,
) -> AccountRequest:  # fmt: skip
    row = AccountRequest(
        kind=kind, person=person, asked_by_id=actor.person_id or 0, asked_at=clock.now(),
        present=present, wanted=wanted, reason=nfc(reason).strip()[:300],
    )  # fmt: skip
    LIFECYCLE.advance(row, "ask")
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyWaiting from error
    wish = wanted if kind in (RequestKind.ROLE, RequestKind.POST) else {}
    audit.record(actor, RequestAsked(row.pk, person.pk), after={"kind": str(kind), **wish})
    return row


def _held(actor: Actor, action: str, request_id: int) -> AccountRequest:
    """The request under a lock. One that is decided is left to the life-cycle to refuse."""
    row = AccountRequest.objects.select_for_update().get(pk=request_id)
    if row.state == State.WAITING or not REQUESTS.allows(actor, "view", row):
        REQUESTS.require(actor, action, row)
    return row


def _decide(actor: Actor, row: AccountRequest, note: str) -> None:
    row.decided_by_id, row.decided_at = actor.person_id, clock.now()
    row.decision_note = nfc(note).strip()[:300]
    row.save(update_fields=("state", "decided_by", "decided_at", "decision_note"))


def _apply(actor: Actor, row: AccountRequest) -> None:
    if row.kind == RequestKind.PASSWORD:
        raise ValueError("a password is approved by approve_password, which shows the slip")
    if row.kind == RequestKind.RESET_FACTOR:
        second_factor.reset_second_factor(actor, person=row.person, witness_id=row.asked_by_id)
        return
    if row.kind == RequestKind.ROLE:
        by_two.give_role(actor, row)
        return
    if row.kind == RequestKind.POST:
        by_two.give_post(actor, row)
        return
    wanted = row.wanted
    if "full_name" in wanted or "phone" in wanted:
        persons.change_person(
            actor, person_id=row.person_id, full_name=wanted.get("full_name"),
            phone=wanted.get("phone"),
        )  # fmt: skip
    if "unit_id" in wanted or "title" in wanted:
        _move(actor, row, wanted)


def _move(actor: Actor, row: AccountRequest, wanted: dict[str, Any]) -> None:
    person_id = row.person_id
    since = dt.date.fromisoformat(wanted["since"]) if "since" in wanted else clock.today()
    post = _main_post(person_id, since)
    if post is None:
        raise NoPost
    data = people.PostData(
        person_id=person_id, unit_id=wanted.get("unit_id", post.unit_id),
        title=wanted.get("title", post.title), position=post.position, rank=post.rank,
    )  # fmt: skip
    asked_by = row.asked_by_id if _asked_as_issuer(row) else None
    endings.move_person(actor, post_id=post.pk, data=data, since=since, asked_by=asked_by)


def _asked_as_issuer(row: AccountRequest) -> bool:
    """Whether one of the Office asked: then approving it is the act of a second person."""
    of_the_office = may_keep_accounts(Actor(person_id=row.asked_by_id))
    return row.asked_by_id != row.person_id and of_the_office


def _main_post(person_id: int, day: dt.date) -> Post | None:
    posts = Post.objects.filter(valid_on(day), person=person_id, is_primary=True)
    return posts.select_related("unit").first()


def _present(person: Person) -> dict[str, Any]:
    post = _main_post(person.pk, clock.today())
    return {
        "full_name": person.full_name,
        "phone": person.phone,
        "unit_id": post.unit_id if post else None,
        "title": post.title if post else "",
    }


def _wanted(data: ChangeData) -> dict[str, Any]:
    return {
        "full_name": " ".join(nfc(data.full_name).split()),
        "phone": nfc(data.phone).strip(),
        "unit_id": data.unit_id,
        "title": nfc(data.title).strip(),
        "since": data.since.isoformat() if data.since else None,
    }
