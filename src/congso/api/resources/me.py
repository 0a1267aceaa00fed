# SPDX-License-Identifier: AGPL-3.0-or-later
"""The caller: who he is, his tokens, his counters, his notices."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import Router

from congso.accounts.models import Person
from congso.api import paging, queries
from congso.api.bearer import token_of
from congso.api.enums import Scope
from congso.api.operations import actor_of, answer, delete, get, nothing, post
from congso.api.schemas.directory import (
    ActsFor,
    CountsOut,
    Me,
    NoticeOut,
    NoticePage,
    PostOut,
    ReadIn,
    ReadOut,
    RoleOut,
    TokensOut,
    token_shown,
)
from congso.api.schemas.types import Cursor, IdInPath, Limit
from congso.api.services.tokens import revoke_token
from congso.documents import list_counts, lists
from congso.notifications import queries as notifications
from congso.notifications import services as telling
from congso.notifications.models import Notice
from congso.organisation.standing import Standing, standing_of

router = Router(tags=["me"])


@get(router, "/me", Me)
def get_me(request: HttpRequest) -> HttpResponse:
    """Who the caller is today: posts, duties, for whom he acts, what his token is good for."""
    standing, token = standing_of(actor_of(request)), token_of(request)
    person = token.person
    return answer(
        Me(
            id=person.pk,
            login=person.login,
            full_name=person.full_name,
            language=person.language,
            office_id=standing.home_office,
            posts=_posts(standing),
            roles=[
                RoleOut(role=r.role, office_id=r.office_id, unit_id=r.unit_id)
                for r in standing.own.roles
            ],
            acts_for=_others(standing),
            scopes=token.scopes,
            token_expires_at=token.expires_at,
        )
    )


def _posts(standing: Standing) -> list[PostOut]:
    return [
        PostOut(
            unit_id=post.unit_id,
            title=post.label,
            position=post.position,
            is_primary=post.is_primary,
        )
        for post in standing.own.posts
    ]


def _others(standing: Standing) -> list[ActsFor]:
    ids = [facts.person_id for facts in standing.others]
    names = dict(Person.objects.filter(pk__in=ids).values_list("pk", "full_name"))
    return [
        ActsFor(person_id=facts.person_id, full_name=names[facts.person_id], how=facts.how)
        for facts in standing.others
    ]


@get(router, "/me/tokens", TokensOut)
def list_tokens(request: HttpRequest) -> HttpResponse:
    """The caller's tokens, newest first, ended ones included; two hundred at most."""
    found = queries.tokens_of(actor_of(request))[:200]
    return answer(TokensOut(items=[token_shown(token) for token in found]))


@delete(router, "/me/tokens/{int:token_id}", scope=Scope.READ)
def end_token(request: HttpRequest, token_id: IdInPath) -> HttpResponse:
    """End a token of one's own at once, also the one that is being used."""
    actor = actor_of(request)
    token = queries.tokens_of(actor).get(pk=token_id)
    revoke_token(actor, token_id=token.pk)
    return nothing()


@get(router, "/counts", CountsOut)
def get_counts(request: HttpRequest) -> HttpResponse:
    """How many papers each of the caller's lists has, counted to 100."""
    actor = actor_of(request)
    counted = list_counts.counts(actor, lists.offered_to(actor))
    return answer(CountsOut(lists=counted, notices=notifications.unread(actor)))


@get(router, "/notices", NoticePage)
def list_notices(
    request: HttpRequest, cursor: Cursor = "", limit: Limit = paging.USUAL
) -> HttpResponse:
    """What the caller was told, newest first, in his language."""
    mine = Notice.objects.filter(person=actor_of(request).person_id)
    found, following = paging.page_of(mine, ("-pk",), cursor, limit)
    return answer(NoticePage(items=[_notice(notice) for notice in found], next=following))


def _notice(notice: Notice) -> NoticeOut:
    return NoticeOut(
        id=notice.pk,
        text=gettext(notice.msgid) % notice.parameters,
        url=notice.url,
        tone=notice.tone,
        created_at=notice.created_at,
        read_at=notice.read_at,
    )


@post(router, "/notices/read", ReadOut, scope=Scope.READ, errors=())
def mark_notices_read(request: HttpRequest, which: ReadIn) -> HttpResponse:
    """Mark notices as read."""
    count = telling.mark_read(actor_of(request), notice_ids=which.ids)
    return answer(ReadOut(count=count))
