# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who there is: offices, units, people, outside agencies, kinds of paper."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from congso.accounts.models import Person
from congso.api.operations import answer, get
from congso.api.schemas.directory import (
    AgenciesOut,
    OfficesOut,
    PeopleOut,
    PersonOut,
    UnitDetail,
    UnitOut,
    UnitsOut,
    agency_of,
    office_of,
    staff_of,
    unit_fields,
)
from congso.api.schemas.documents import TypeOut, type_of
from congso.api.schemas.types import IdInPath, Limit, Out, Query
from congso.common import clock
from congso.documents.issuers import suggest_people
from congso.documents.models import DocumentType
from congso.organisation.models import RegistryOffice, Unit
from congso.organisation.queries import external_agencies, symbol_of, valid_on, who
from congso.organisation.queries import staff_of as posts_in

router = Router(tags=["directory"])


class TypesOut(Out):
    items: list[TypeOut]


@get(router, "/offices", OfficesOut)
def list_offices(request: HttpRequest) -> HttpResponse:
    """The registry offices of the house."""
    found = RegistryOffice.objects.select_related("unit").order_by("pk")
    return answer(OfficesOut(items=[office_of(o, symbol_of(o.pk)) for o in found]))


@get(router, "/units", UnitsOut)
def list_units(request: HttpRequest) -> HttpResponse:
    """The units that are open today, in their order."""
    found = Unit.objects.filter(valid_on(clock.today())).order_by("position", "code")
    return answer(UnitsOut(items=[UnitOut(**unit_fields(unit)) for unit in found]))


@get(router, "/units/{int:unit_id}", UnitDetail, errors=(404,))
def get_unit(request: HttpRequest, unit_id: IdInPath) -> HttpResponse:
    """A unit with its people, rank first, then by name."""
    unit = Unit.objects.get(pk=unit_id)
    staff = [staff_of(post) for post in posts_in([unit.pk])]
    return answer(UnitDetail(**unit_fields(unit), staff=staff))


@get(router, "/people", PeopleOut)
def find_people(request: HttpRequest, q: Query = "", limit: Limit = 20) -> HttpResponse:
    """People by scraps of name or login, with or without accents."""
    found = [int(pk) for pk, _name, _note in suggest_people(q, limit=limit)]
    return answer(PeopleOut(items=_people(found)))


@get(router, "/people/{int:person_id}", PersonOut, errors=(404,))
def get_person(request: HttpRequest, person_id: IdInPath) -> HttpResponse:
    """A person who works here, with the main post of today."""
    Person.objects.get(pk=person_id, is_active=True)
    return answer(_people([person_id])[0])


def _people(ids: list[int]) -> list[PersonOut]:
    posts = who(ids)
    names = dict(Person.objects.filter(pk__in=ids).values_list("pk", "full_name"))
    return [
        PersonOut(
            id=pk,
            full_name=names[pk],
            title=posts[pk].title if pk in posts else "",
            unit_id=posts[pk].unit_id if pk in posts else None,
            unit_name=posts[pk].unit_name if pk in posts else "",
        )
        for pk in ids
    ]


@get(router, "/agencies", AgenciesOut)
def find_agencies(request: HttpRequest, q: Query = "", limit: Limit = 20) -> HttpResponse:
    """Outside agencies by scraps of their names."""
    found = external_agencies(q, limit=limit)
    return answer(AgenciesOut(items=[agency_of(agency) for agency in found]))


@get(router, "/document-types", TypesOut)
def list_document_types(request: HttpRequest) -> HttpResponse:
    """The kinds of paper that are in use."""
    found = DocumentType.objects.filter(is_active=True)
    return answer(TypesOut(items=[type_of(kind) for kind in found]))
