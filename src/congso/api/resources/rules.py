# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an office settles once: kinds that go straight to units, words that point to a unit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router

from congso.api import references
from congso.api.enums import Scope
from congso.api.operations import actor_of, answer, get, put, require_match
from congso.api.problems import SCHEMA_WORDS, unfit
from congso.api.schemas.rules import KeywordsIn, KeywordsOut, RoutineKindsIn, RoutineKindsOut
from congso.api.schemas.types import IdInPath
from congso.common.actor import Actor
from congso.organisation.models import RegistryOffice, Unit
from congso.organisation.queries import units_of
from congso.routing.models import RoutineKind, UnitKeyword
from congso.routing.policies import OFFICES
from congso.routing.services import rules

router = Router(tags=["proposals"])
KINDS = "/offices/{int:office_id}/routine-kinds"
KEYWORDS = "/offices/{int:office_id}/units/{int:unit_id}/keywords"


@get(router, KINDS, RoutineKindsOut, errors=(404,))
def get_routine_kinds(request: HttpRequest, office_id: IdInPath) -> HttpResponse:
    """The kinds of paper that an office may send straight to units; for who runs it."""
    office = _office(actor_of(request), office_id, "set_routine_kinds")
    return _kinds(office.pk)


@put(router, KINDS, RoutineKindsOut, scope=Scope.ROUTING, errors=(404,))
def set_routine_kinds(
    request: HttpRequest, office_id: IdInPath, kinds: RoutineKindsIn
) -> HttpResponse:
    """List the kinds of paper that the Office may send straight to units by its own authority."""
    actor = actor_of(request)
    with transaction.atomic():
        office = _locked(actor, office_id, "set_routine_kinds")
        require_match(request, _version(_kinds_of(office.pk)), must=True)
        for type_id in kinds.type_ids:
            references.require(type_id=type_id)
        rules.set_routine_kinds(actor, office_id=office.pk, type_ids=kinds.type_ids)
    return _kinds(office.pk)


@get(router, KEYWORDS, KeywordsOut, errors=(404,))
def get_unit_keywords(request: HttpRequest, office_id: IdInPath, unit_id: IdInPath) -> HttpResponse:
    """The words of a subject that point to a unit of the office; for who runs it."""
    unit = _unit(_office(actor_of(request), office_id, "set_unit_keywords"), unit_id)
    return _keywords(unit.pk)


@put(router, KEYWORDS, KeywordsOut, scope=Scope.ROUTING, errors=(404,))
def set_unit_keywords(
    request: HttpRequest, office_id: IdInPath, unit_id: IdInPath, words: KeywordsIn
) -> HttpResponse:
    """Write down the words of a subject that point to a unit when no like paper has gone before."""
    actor = actor_of(request)
    if any(not phrase.strip() for phrase in words.phrases):
        raise unfit({"phrases": SCHEMA_WORDS["missing"]})
    with transaction.atomic():
        office = _locked(actor, office_id, "set_unit_keywords")
        unit = _unit(office, unit_id)
        require_match(request, _version(_keywords_of(unit.pk)), must=True)
        rules.set_unit_keywords(actor, office_id=office.pk, unit_id=unit.pk, phrases=words.phrases)
    return _keywords(unit.pk)


def _office(actor: Actor, office_id: int, action: str) -> RegistryOffice:
    """The office. Raises DoesNotExist or Denied."""
    office = RegistryOffice.objects.get(pk=office_id)
    OFFICES.require(actor, action, office)
    return office


def _locked(actor: Actor, office_id: int, action: str) -> RegistryOffice:
    """The same for a change: nobody else changes the office's rules meanwhile."""
    RegistryOffice.objects.select_for_update().filter(pk=office_id).first()
    return _office(actor, office_id, action)


def _unit(office: RegistryOffice, unit_id: int) -> Unit:
    return units_of(office.pk).get(pk=unit_id)


def _kinds_of(office_id: int) -> list[int]:
    found = RoutineKind.objects.filter(office=office_id).order_by("type")
    return list(found.values_list("type_id", flat=True))


def _kinds(office_id: int) -> HttpResponse:
    found = _kinds_of(office_id)
    body = RoutineKindsOut(office_id=office_id, type_ids=found)
    return answer(body, etag=_version(found))


def _keywords_of(unit_id: int) -> list[str]:
    found = UnitKeyword.objects.filter(unit=unit_id).order_by("folded")
    return list(found.values_list("phrase", flat=True))


def _keywords(unit_id: int) -> HttpResponse:
    found = _keywords_of(unit_id)
    return answer(KeywordsOut(unit_id=unit_id, phrases=found), etag=_version(found))


def _version(shown: Sequence[Any]) -> str:
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:16]
