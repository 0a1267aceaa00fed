# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading accounts with their posts, requests, and what waits for the Office."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from congso.accounts.models import Person
from congso.administration.enums import RequestKind, State
from congso.administration.models import AccountRequest
from congso.administration.policies import REQUESTS, may_keep_accounts
from congso.common import clock
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.common.vietnamese import fold
from congso.organisation.models import Post, RegistryOffice, Unit
from congso.organisation.queries import Who, valid_on, who
from congso.ui.keyset import KeysetPage, page_of

LAST_RANK = 99
ORDER = ("rank", "sort_key", "pk")
ACTIVE, LOCKED, WITHOUT_PASSWORD, ALL = "active", "locked", "new", "all"


@dataclass(frozen=True)
class AccountRow:
    """One line of the list of accounts."""

    person: Person
    post: Who | None

    @property
    def state(self) -> str:
        """leak, locked, new (no slip yet), slip (issued, not used) or active."""
        if self.person.leak_reported_at:
            return "leak"
        if not self.person.is_active:
            return "locked"
        if not self.person.has_usable_password():
            return "new"
        return "slip" if self.person.must_change_password else "active"


@dataclass(frozen=True)
class AccountPage:
    rows: list[AccountRow]
    next_cursor: str


def _require_keeper(actor: Actor) -> None:
    if not may_keep_accounts(actor):
        raise Denied("view")


def accounts(
    actor: Actor, *, text: str = "", unit_id: int | None = None, state: str = ALL
) -> QuerySet[Person]:
    """The accounts whose name, login or phone hold the words of `text`, without accents; rank
    first, then the Vietnamese order of names. Raises Denied."""
    _require_keeper(actor)
    today = clock.today()
    main = Post.objects.filter(valid_on(today), person=OuterRef("pk")).order_by("-is_primary", "pk")
    rank = Coalesce(
        Subquery(main.values("rank")[:1]), Value(LAST_RANK), output_field=IntegerField()
    )
    found = Person.objects.annotate(rank=rank).filter(_state(state))
    if unit_id is not None:
        found = found.filter(
            pk__in=Post.objects.filter(valid_on(today), unit=unit_id).values("person")
        )
    if words := fold(text).split():
        found = found.filter(pk__in=_matching(words))
    return found


def _matching(words: list[str]) -> list[int]:
    """Names are folded here: they are few, and no column holds them without accents."""
    rows = Person.objects.values_list("pk", "full_name", "login", "phone")
    return [pk for pk, *texts in rows if all(word in fold(" ".join(texts)) for word in words)]


def _state(state: str) -> Q:
    if state == ACTIVE:
        return Q(is_active=True)
    if state == LOCKED:
        return Q(is_active=False)
    if state == WITHOUT_PASSWORD:
        return Q(is_active=True, password__startswith="!")  # noqa: S106 - the mark of no password
    return Q()


def slips_wait(found: QuerySet[Person]) -> bool:
    """Whether one of these accounts waits for a slip with a new password."""
    return found.filter(Q(leak_reported_at__isnull=False) | _state(WITHOUT_PASSWORD)).exists()


def account_page(found: QuerySet[Person], *, cursor: str = "") -> AccountPage:
    """One page of a list of accounts with the posts of today."""
    page: KeysetPage = page_of(found, order=ORDER, cursor=cursor)
    return AccountPage(with_posts(page.rows), page.next_cursor)


def with_posts(people: list[Person]) -> list[AccountRow]:
    """These people with their main posts: one query."""
    posts = who(person.pk for person in people)
    return [AccountRow(person, posts.get(person.pk)) for person in people]


def account(actor: Actor, person_id: int) -> Person | None:
    """One account, or None. Raises Denied."""
    _require_keeper(actor)
    return Person.objects.filter(pk=person_id).first()


def leaks(actor: Actor) -> list[AccountRow]:
    """Accounts closed by a reported leak: a new password is owed, the oldest first (R-64)."""
    _require_keeper(actor)
    return with_posts(
        list(Person.objects.filter(leak_reported_at__isnull=False).order_by("leak_reported_at"))
    )


def requests(actor: Actor, *, state: str = State.WAITING) -> QuerySet[AccountRequest]:
    """Requests in a state that the actor sees, the newest first."""
    rows = AccountRequest.objects.filter(state=state) if state else AccountRequest.objects.all()
    seen = REQUESTS.filter(rows, actor, "view")
    return seen.select_related("person", "asked_by", "decided_by").order_by("-asked_at", "-pk")


def awaiting_second(actor: Actor) -> QuerySet[AccountRequest]:
    """What the actor may approve as the second of two, the oldest first."""
    rows = REQUESTS.filter(AccountRequest.objects.filter(state=State.WAITING), actor, "approve")
    return rows.select_related("person", "asked_by").order_by("asked_at", "pk")


def roles_and_posts_asked(actor: Actor) -> list[AccountRequest]:
    """Roles and posts that wait for a second person, the newest first."""
    return list(requests(actor).filter(kind__in=(RequestKind.ROLE, RequestKind.POST))[:50])


def own_requests(actor: Actor) -> QuerySet[AccountRequest]:
    """What was asked about the actor's own account, the newest first."""
    rows = AccountRequest.objects.filter(person=actor.person_id or 0)
    return rows.select_related("person", "asked_by", "decided_by").order_by("-asked_at", "-pk")


def requests_about(actor: Actor, person_id: int) -> QuerySet[AccountRequest]:
    """The history of requests about one account. Raises Denied."""
    _require_keeper(actor)
    rows = AccountRequest.objects.filter(person=person_id)
    return rows.select_related("person", "asked_by", "decided_by").order_by("-asked_at", "-pk")


def waiting_count(actor: Actor) -> int:
    """How many requests and leaks wait for the actor, for the menu."""
    if not may_keep_accounts(actor):
        return 0
    waiting = AccountRequest.objects.filter(state=State.WAITING)
    mine = REQUESTS.filter(waiting, actor, "approve").count()
    leaked = Person.objects.filter(leak_reported_at__isnull=False)
    return mine + leaked.exclude(pk=actor.person_id or 0).count()


def unit_names(ids: set[int]) -> dict[int, str]:
    """Names of units by id, for requests that name them."""
    return dict(Unit.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def office_names(ids: set[int]) -> dict[int, str]:
    """Names of registry offices by id, for roles that are asked."""
    rows = RegistryOffice.objects.filter(pk__in=ids)
    return dict(rows.values_list("pk", "unit__name")) if ids else {}


def person_names(ids: set[int]) -> dict[int, str]:
    """Names of people by id, for leaders whom a secretary is to serve."""
    return dict(Person.objects.filter(pk__in=ids).values_list("pk", "full_name")) if ids else {}
