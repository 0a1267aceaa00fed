# SPDX-License-Identifier: AGPL-3.0-or-later
"""Searches the caller keeps under names of his own; nobody else sees them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router
from pydantic import BeforeValidator, Field

from congso.api.enums import Scope
from congso.api.operations import actor_of, answer, delete, get, nothing, post
from congso.api.schemas.types import IdInPath, In, Out, one_line
from congso.common.actor import Actor
from congso.documents.models import SavedSearch
from congso.documents.services import saved_searches

router = Router(tags=["me"])
SearchName = Annotated[str, Field(min_length=1, max_length=80), BeforeValidator(one_line)]
QueryString = Annotated[str, Field(max_length=1000), BeforeValidator(one_line)]


class SearchIn(In):
    """`query`: what stands behind the `?` in the address of the list of all papers."""

    name: SearchName
    query: QueryString


class SearchOut(Out):
    """A kept search; `address` is its page."""

    id: int
    name: str
    query: str
    address: str
    created_at: dt.datetime


class SearchesOut(Out):
    items: list[SearchOut]


@get(router, "/me/searches", SearchesOut)
def list_saved_searches(request: HttpRequest) -> HttpResponse:
    """The caller's searches by name; there are fifty at most."""
    items = [_search_of(row) for row in _own(actor_of(request))]
    return answer(SearchesOut(items=items))


@post(router, "/me/searches", SearchOut, scope=Scope.READ, status=201, errors=())
def save_search(request: HttpRequest, search: SearchIn) -> HttpResponse:
    """Keep a search; the same name again takes the new one."""
    made = saved_searches.save_search(
        actor_of(request), name=search.name, query=search.query.removeprefix("?")
    )
    return answer(_search_of(made), status=201)


@delete(router, "/me/searches/{int:search_id}", scope=Scope.READ)
def drop_saved_search(request: HttpRequest, search_id: IdInPath) -> HttpResponse:
    """Remove a search of one's own."""
    actor = actor_of(request)
    saved_searches.drop_search(actor, search_id=_own(actor).get(pk=search_id).pk)
    return nothing()


def _own(actor: Actor) -> QuerySet[SavedSearch]:
    return SavedSearch.objects.filter(person=actor.person_id)


def _search_of(row: SavedSearch) -> SearchOut:
    return SearchOut(
        id=row.pk,
        name=row.name,
        query=row.query,
        address=f"{reverse('documents:all')}?{row.query}",
        created_at=row.created_at,
    )
