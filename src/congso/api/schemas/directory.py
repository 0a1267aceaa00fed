# SPDX-License-Identifier: AGPL-3.0-or-later
"""The organisation, the caller himself, notices, tokens."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from congso.api.models import ApiToken
from congso.api.schemas.types import In, Out, whole_number
from congso.organisation.models import ExternalAgency, Post, RegistryOffice, Unit

NoticeId = Annotated[int, Field(ge=1, le=2**53), BeforeValidator(whole_number)]


class OfficeOut(Out):
    """An agency of the house with books, seal and symbol of its own."""

    id: int
    unit_id: int
    name: str
    symbol: str


class OfficesOut(Out):
    items: list[OfficeOut]


class UnitOut(Out):
    id: int
    code: str
    name: str
    name_en: str
    kind: str
    parent_id: int | None
    office_id: int | None


class UnitsOut(Out):
    items: list[UnitOut]


class StaffOut(Out):
    """A post in a unit."""

    person_id: int
    full_name: str
    title: str
    position: str


class UnitDetail(UnitOut):
    """A unit with its people, rank first."""

    staff: list[StaffOut]


class PersonOut(Out):
    id: int
    full_name: str
    title: str
    unit_id: int | None
    unit_name: str


class PeopleOut(Out):
    items: list[PersonOut]


class AgencyOut(Out):
    """An agency outside."""

    id: int
    name: str
    short_name: str


class AgenciesOut(Out):
    items: list[AgencyOut]


class PostOut(Out):
    unit_id: int
    title: str
    position: str
    is_primary: bool


class RoleOut(Out):
    role: str
    office_id: int | None
    unit_id: int | None


class ActsFor(Out):
    """Somebody the caller stands in for today, or prepares papers for."""

    person_id: int
    full_name: str
    how: str


class Me(Out):
    """The caller: who he is today, and what his token is good for."""

    id: int
    login: str
    full_name: str
    language: str
    office_id: int | None
    posts: list[PostOut]
    roles: list[RoleOut]
    acts_for: list[ActsFor]
    scopes: list[str]
    token_expires_at: dt.datetime


class TokenOut(Out):
    """A token of the caller; the secret itself is never shown again."""

    id: int
    name: str
    prefix: str
    scopes: list[str]
    created_at: dt.datetime
    expires_at: dt.datetime
    last_used_on: dt.date | None
    revoked_at: dt.datetime | None


class TokensOut(Out):
    items: list[TokenOut]


class CountsOut(Out):
    """How many papers each list has for the caller, counted to 100, and unread notices."""

    lists: dict[str, int]
    notices: int


class NoticeOut(Out):
    id: int
    text: str
    url: str
    tone: str
    created_at: dt.datetime
    read_at: dt.datetime | None


class NoticePage(Out):
    items: list[NoticeOut]
    next: str | None


class ReadIn(In):
    """Which notices; none named means all."""

    ids: Annotated[list[NoticeId], Field(max_length=500)] | None = None


class ReadOut(Out):
    count: int


def office_of(office: RegistryOffice, symbol: str) -> OfficeOut:
    return OfficeOut(id=office.pk, unit_id=office.unit_id, name=office.unit.name, symbol=symbol)


def unit_fields(unit: Unit) -> dict[str, Any]:
    return {name: getattr(unit, name) for name in UnitOut.model_fields}


def staff_of(post: Post) -> StaffOut:
    return StaffOut(
        person_id=post.person_id,
        full_name=post.person.full_name,
        title=post.title,
        position=post.position,
    )


def agency_of(agency: ExternalAgency) -> AgencyOut:
    return AgencyOut(id=agency.pk, name=agency.name, short_name=agency.short_name)


def token_shown(token: ApiToken) -> TokenOut:
    return TokenOut(**{name: getattr(token, name) for name in TokenOut.model_fields})
