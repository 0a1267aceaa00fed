# SPDX-License-Identifier: AGPL-3.0-or-later
import pytest

from congso.documents.kinds import (
    BY_ABBREVIATION,
    BY_CODE,
    COPY_KINDS,
    DECREE_KINDS,
    KINDS,
    OLDER_KINDS,
    by_name,
)

pytestmark = pytest.mark.unit


def test_the_decree_has_29_kinds_and_3_copies():
    assert [kind.order for kind in KINDS] == list(range(1, 38))
    assert len(DECREE_KINDS) == 29
    assert [kind.abbreviation for kind in COPY_KINDS] == ["SY", "SL", "TrS"]
    assert all(kind.is_copy for kind in COPY_KINDS)
    assert not any(kind.is_copy for kind in DECREE_KINDS + OLDER_KINDS)


def test_code_words_names_and_abbreviations_are_unique():
    assert len(BY_CODE) == len({kind.name for kind in KINDS}) == len(KINDS)
    abbreviations = [kind.abbreviation for kind in KINDS if kind.abbreviation]
    assert len(abbreviations) == len(set(abbreviations)) == len(BY_ABBREVIATION)


@pytest.mark.parametrize(
    ("abbreviation", "name"),
    [
        *[("QĐ", "Quyết định"), ("QyĐ", "Quy định"), ("QC", "Quy chế"), ("CTr", "Chương trình")],
        *[("CT", "Chỉ thị"), ("ĐA", "Đề án"), ("DA", "Dự án"), ("HD", "Hướng dẫn")],
        *[("HĐ", "Hợp đồng"), ("TTr", "Tờ trình"), ("CĐ", "Công điện"), ("TrS", "Bản trích sao")],
    ],
)
def test_abbreviations_of_appendix_iii(abbreviation, name):
    assert BY_ABBREVIATION[abbreviation].name == name


def test_letters_have_no_abbreviation_and_citizens_letters_need_no_number():
    assert {kind.code for kind in KINDS if not kind.abbreviation} == {
        "official_letter",
        "official_note",
        "petition",
        "letter",
    }
    assert {kind.code for kind in KINDS if not kind.needs_number} == {"petition", "letter"}


def test_papers_that_call_to_a_meeting():
    meeting = [kind.name for kind in KINDS if kind.has_meeting]
    assert meeting == ["Giấy mời", "Giấy triệu tập", "Thư mời"]


def test_by_name_is_blind_to_case_and_accents():
    assert by_name("GIAY  MOI").code == "invitation"
    assert by_name("Bản thoả thuận").code == "agreement"
    assert by_name("Nghị định") is None
