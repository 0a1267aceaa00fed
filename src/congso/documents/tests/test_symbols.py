# SPDX-License-Identifier: AGPL-3.0-or-later
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from congso.documents.symbols import (
    ABBREVIATIONS,
    AmbiguousSymbol,
    Symbol,
    UnreadableSymbol,
    build,
    parse,
)

pytestmark = [pytest.mark.unit, pytest.mark.requirement("B-16")]

READ = [
    # text, number, suffix, notation, type, agency, unit, year, style
    ("15/QĐ-SNN", 15, "", "QĐ-SNN", "QĐ", "SNN", None, None, "state"),
    ("2255/SNN-VP", 2255, "", "SNN-VP", None, "SNN", "VP", None, "state"),
    ("745-CV/TU", 745, "", "CV/TU", "CV", "TU", None, None, "party"),
    ("30c/NQ-CP", 30, "c", "NQ-CP", "NQ", "CP", None, None, "state"),
    ("96/HĐND-KTNS", 96, "", "HĐND-KTNS", None, "HĐND", "KTNS", None, "state"),
    ("07/CT-CTUBND", 7, "", "CT-CTUBND", "CT", "CTUBND", None, None, "state"),
    ("34/2008/CT-TTg", 34, "", "CT-TTg", "CT", "TTg", None, 2008, "legal"),
    ("1402/SCT-QLTM", 1402, "", "SCT-QLTM", None, "SCT", "QLTM", None, "state"),
    ("15/TTr-SNN", 15, "", "TTr-SNN", "TTr", "SNN", None, None, "state"),
    ("15/SNN-TTr", 15, "", "SNN-TTr", None, "SNN", "TTr", None, "state"),
    ("15a/QĐ-SNN", 15, "a", "QĐ-SNN", "QĐ", "SNN", None, None, "state"),
    ("164/BC-UBND", 164, "", "BC-UBND", "BC", "UBND", None, None, "state"),
    ("377-CV/HNDT", 377, "", "CV/HNDT", "CV", "HNDT", None, None, "party"),
    ("03/ĐN-HTX", 3, "", "ĐN-HTX", "ĐN", "HTX", None, None, "state"),
    ("1340/STTTT-CNTT", 1340, "", "STTTT-CNTT", None, "STTTT", "CNTT", None, "state"),
    ("30191/TB-SNNMT-BTTĐC", 30191, "", "TB-SNNMT-BTTĐC", "TB", "SNNMT", "BTTĐC", None, "state"),
    ("8682/SNNMT-CNTY", 8682, "", "SNNMT-CNTY", None, "SNNMT", "CNTY", None, "state"),
    ("000123/BB-XPHC", 123, "", "BB-XPHC", "BB", "XPHC", None, None, "state"),
    ("55/2011/QĐ-UBND", 55, "", "QĐ-UBND", "QĐ", "UBND", None, 2011, "legal"),
    ("31/2024/QH15", 31, "", "QH15", None, "QH15", None, 2024, "legal"),
    ("12-KH/TĐTN-VP", 12, "", "KH/TĐTN-VP", "KH", "TĐTN", "VP", None, "party"),
    ("18/SNN", 18, "", "SNN", None, "SNN", None, None, "state"),
    ("21/LĐTB&XH-NCC", 21, "", "LĐTB&XH-NCC", None, "LĐTB&XH", "NCC", None, "state"),
    ("12bis/QĐ-SNN", 12, "bis", "QĐ-SNN", "QĐ", "SNN", None, None, "state"),
    ("3842", 3842, "", "", None, None, None, None, "bare"),
]


@pytest.mark.parametrize("row", READ, ids=lambda row: row[0])
def test_symbols_as_they_are_written(row):
    text, *parts = row
    assert parse(text) == Symbol(*parts)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("Số: 15/QĐ-SNN", "15/QĐ-SNN"),
        ("Số : 1212 /QĐ-SNN", "1212/QĐ-SNN"),
        ("SỐ 745 - CV/TU", "745-CV/TU"),
        ("số:2255/SNN – VP.", "2255/SNN-VP"),
        ("2255/SNN\u2011VP", "2255/SNN-VP"),
        ("１５／ＱĐ－ＳＮＮ", "15/QĐ-SNN"),
        ("15\\QĐ-SNN", "15/QĐ-SNN"),
        ("5/QĐ-SNN", "05/QĐ-SNN"),
        ("0005/QĐ-SNN", "05/QĐ-SNN"),
        ("15/qđ-SNN", "15/QĐ-SNN"),
        ("15/QD-SNN", "15/QĐ-SNN"),
        ("15/QÐ-SNN", "15/QĐ-SNN"),
        ("2 255/SNN-VP", "2255/SNN-VP"),
        ("15 a/Q Đ-SNN", "15a/QĐ-SNN"),
        ("15A/QĐ-SNN", "15a/QĐ-SNN"),
        (unicodedata.normalize("NFD", "Số: 96/HĐND-KTNS"), "96/HĐND-KTNS"),
        ("Số, ký hiệu: 05/GM-SNN;", "05/GM-SNN"),
        ("Số:      /KH-SNN", "…/KH-SNN"),
        ("…/KH-SNN", "…/KH-SNN"),
        ("......../KH-SNN", "…/KH-SNN"),
    ],
)
def test_untidy_writing_is_tidied(written, canonical):
    assert parse(written).canonical == canonical
    assert parse(canonical) == parse(written)


@pytest.mark.parametrize(
    "text", ["", "  ", "không số", "Không  số.", "KHÔNG SỐ", "k/s", "-", "Số:"]
)
def test_no_number_is_none(text):
    assert parse(text) is None


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("QĐ-SNN", "number"),
        ("công văn của Sở", "number"),
        ("0/QĐ-SNN", "zero"),
        ("15/QĐ-UBND tỉnh", "space"),
        ("15/QĐ--SNN", "group"),
        ("15/QĐ/SNN", "group"),
        ("15/", "group"),
        ("15-SNN", "group"),
        ("745-XX/TU", "group"),
        ("15_QĐ-SNN", "group"),
        ("15/QĐ-SNN<script>", "group"),
        ("123456789012/QĐ-SNN", "group"),
    ],
)
def test_unreadable_symbols_come_with_a_hint(text, key):
    with pytest.raises(UnreadableSymbol) as caught:
        parse(text)
    assert caught.value.key == key
    assert caught.value.hint


def test_type_and_unit_are_told_apart_by_place():
    submission, letter = parse("15/TTr-SNN"), parse("15/SNN-TTr")
    assert (submission.kind.code, letter.kind.code) == ("submission", "official_letter")
    assert submission.key != letter.key


def test_accents_tell_types_apart():
    assert parse("15/HD-SNN").kind.code == "guidance"
    assert parse("15/HĐ-SNN").kind.code == "contract"
    assert parse("15/DA-SNN").kind.code == "project"
    assert parse("15/ĐA-SNN").kind.code == "master_plan"
    assert parse("15/QyĐ-SNN").kind.code == "rules"
    assert parse("745-CV/TU").kind.code == "official_letter"
    assert parse("03/ĐN-HTX").kind is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("05/QĐ-SNN", "5/qd-snn"),
        ("Số: 0745 - CV/TU", "745-cv/tu"),
        ("2255/SNN-VP", "2255 / SNN – VP"),
        ("000123/BB-XPHC", "123/BB-XPHC"),
    ],
)
def test_key_finds_the_same_symbol_however_written(one, other):
    assert parse(one).key == parse(other).key


def test_keys_of_all_examples_differ():
    keys = {parse(row[0]).key for row in READ}
    assert len(keys) == len(READ)


def test_year_and_suffix_belong_to_the_key():
    assert parse("34/2008/CT-TTg").key != parse("34/2009/CT-TTg").key != parse("34/CT-TTg").key
    assert parse("15a/QĐ-SNN").key != parse("15/QĐ-SNN").key


def test_site_abbreviations_are_known_when_given():
    assert parse("15/PTr-SNN").kind_code is None
    assert parse("15/PTr-SNN", abbreviations={*ABBREVIATIONS, "PTr"}).kind_code == "PTr"


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ((5, "", "QĐ", "SNN"), "05/QĐ-SNN"),
        ((15, "a", "QĐ", "SNN"), "15a/QĐ-SNN"),
        ((9, "b", None, "SNN", "VP"), "09b/SNN-VP"),
        ((2255, "", None, "SNN", "VP"), "2255/SNN-VP"),
        ((30191, "", "TB", "SNNMT", "BTTĐC"), "30191/TB-SNNMT-BTTĐC"),
        ((None, "", "KH", "SNN"), "…/KH-SNN"),
        ((3866, "", None, "SNN", "CCTY"), "3866/SNN-CCTY"),
    ],
)
def test_build(parts, text):
    assert build(*parts) == text


def test_build_other_styles():
    assert build(745, "", "CV", "TU", style="party") == "745-CV/TU"
    assert build(34, "", "CT", "TTg", year=2008) == "34/2008/CT-TTg"


@pytest.mark.parametrize(
    "parts",
    [
        (15, "", None, "TTr", "KT"),  # would read as a submission
        (15, "", "PTr", "SNN"),  # a type nobody knows
        (0, "", "QĐ", "SNN"),
        (15, "", "QĐ", "S NN"),
        (15, "", "QĐ", ""),
        (15, "a/", "QĐ", "SNN"),
    ],
)
def test_build_refuses_what_would_read_otherwise(parts):
    with pytest.raises(AmbiguousSymbol):
        build(*parts)


groups = st.text("ABCĐEGHIKLMNOPQRSTUVXYƯ", min_size=1, max_size=6)


@given(
    st.none() | st.integers(1, 99_999_999_999),
    st.sampled_from(["", "a", "c", "đ", "bis"]),
    st.none() | st.sampled_from(sorted(ABBREVIATIONS)),
    groups,
    st.none() | groups | st.builds("-".join, st.lists(groups, min_size=2, max_size=3)),
    st.none() | st.integers(1945, 2099),
)
def test_parse_undoes_build(number, suffix, kind, agency, unit, year):
    suffix = suffix if number else ""
    year = year if number else None
    try:
        text = build(number, suffix, kind, agency, unit, year=year)
    except AmbiguousSymbol:
        assume(False)
    read = parse(text)
    assert (read.number, read.suffix, read.kind_code) == (number, suffix, kind)
    assert (read.agency, read.unit, read.year) == (agency, unit, year)
    assert read.canonical == text
    assert parse(text.lower()).key == read.key


@given(groups, groups)
def test_only_codes_of_types_are_ambiguous_in_letters(agency, unit):
    """An agency can issue letters unless its code reads as a type."""
    codes = {code.upper() for code in ABBREVIATIONS} | {"QD", "QYD", "CD", "NĐ", "GDD", "BTT"}
    assume(agency not in codes and parse(f"1/{agency}-X").kind_code is None)
    assert build(1, "", None, agency, unit) == f"01/{agency}-{unit}"


@given(st.text(max_size=40))
def test_parse_gives_a_symbol_none_or_the_one_error(text):
    try:
        symbol = parse(text)
    except UnreadableSymbol:
        return
    assert symbol is None or parse(symbol.canonical) == symbol
