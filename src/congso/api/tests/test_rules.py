# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kinds that go straight and words that point to a unit, settled by token."""

from __future__ import annotations

from typing import Any

import pytest

from congso.api.tests.callers import Caller, caller_for, found, problem
from congso.documents.models import Document, DocumentType
from congso.organisation.tests.factories import Agency
from congso.routing.models import RoutineKind, UnitKeyword


def test_a_routine_kind_goes_straight_from_then_on(
    chief: Caller, agency: Agency, document: Document
) -> None:
    address = f"/offices/{agency.office.pk}/routine-kinds"
    before = chief.get(address)
    assert found(before)["type_ids"] == []
    assert not found(chief.get(f"/documents/{document.uuid}/suggestion"))["may_go_straight"]
    kinds = {"type_ids": [document.type_id]}
    problem(chief.put(address, kinds), 428)
    after = chief.put(address, kinds, If_Match=before["ETag"])
    assert found(after)["type_ids"] == [document.type_id]
    problem(chief.put(address, {"type_ids": []}, If_Match=before["ETag"]), 412)
    assert found(chief.get(f"/documents/{document.uuid}/suggestion"))["may_go_straight"]
    found(chief.put(address, {"type_ids": []}, If_Match=after["ETag"]))
    assert not RoutineKind.objects.exists()


def test_words_of_a_subject_point_to_the_unit(
    chief: Caller, agency: Agency, document: Document
) -> None:
    unit = agency.units["TT"]
    address = f"/offices/{agency.office.pk}/units/{unit.pk}/keywords"
    assert found(chief.get(address))["phrases"] == []
    words = {"phrases": ["Lúa  gạo", "bảo vệ thực vật", "lúa gạo"]}
    set_ = chief.put(address, words, If_Match="*")
    assert found(set_)["phrases"] == ["bảo vệ thực vật", "lúa gạo"]
    assert found(chief.get(address))["phrases"] == ["bảo vệ thực vật", "lúa gạo"]
    found(chief.put(address, {"phrases": []}, If_Match=set_["ETag"]))
    assert not UnitKeyword.objects.exists()


@pytest.mark.parametrize(
    "words", [{"phrases": [""]}, {"phrases": ["  "]}, {"phrases": ["x" * 121]}, {"phrases": "lúa"}]
)
def test_words_that_do_not_fit_change_nothing(
    chief: Caller, agency: Agency, words: dict[str, Any]
) -> None:
    address = f"/offices/{agency.office.pk}/units/{agency.units['TT'].pk}/keywords"
    problem(chief.put(address, words, If_Match="*"), 422)
    kinds = f"/offices/{agency.office.pk}/routine-kinds"
    problem(chief.put(kinds, {"type_ids": [1_000_000]}, If_Match="*"), 422)
    assert not UnitKeyword.objects.exists()
    assert not RoutineKind.objects.exists()


def test_rules_are_those_who_run_the_office(
    chief: Caller, clerk: Caller, officer: Caller, stranger: Caller, agency: Agency
) -> None:
    kind = DocumentType.objects.get(code="official_letter").pk
    office, unit = agency.office.pk, agency.units["TT"].pk
    elsewhere = f"/offices/{office}/units/{agency.units['CCTY-QLDB'].pk}/keywords"
    problem(chief.put(elsewhere, {"phrases": ["thú y"]}, If_Match="*"), 404)
    for caller in (clerk, officer, stranger, caller_for(agency, "khiemtg", "read", "documents")):
        address = f"/offices/{office}/routine-kinds"
        problem(caller.put(address, {"type_ids": [kind]}, If_Match="*"), 403)
        address = f"/offices/{office}/units/{unit}/keywords"
        problem(caller.put(address, {"phrases": ["lúa"]}, If_Match="*"), 403)
    assert not UnitKeyword.objects.exists()
    assert not RoutineKind.objects.exists()
