# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the columns of a clerk's register are called, and which of ours each one is.

Headings are compared without accents and signs, so "Số, ký hiệu", "SỐ KH" and NFD text are alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from congso.common.vietnamese import fold
from congso.documents.enums import BookKind
from congso.operations.registers.days import looks_like_day

SURE = 0.75
LIKELY = 0.5


@dataclass(frozen=True)
class Field:
    """One thing a register says of a paper. `names` are headings of real registers, parted by ;."""

    key: str
    label: str | Promise
    names: str
    holds: str = "text"


FIELDS = (
    Field(
        "number",
        pgettext_lazy("register column", "Number in the book"),
        "số đến; số đi; số văn bản đến; số vb đến; số công văn đến; số cv đến; số vào sổ; số "
        "thứ tự đến; stt đến; số đăng ký; số văn bản đi; số vb đi; số đến cv",
        "number",
    ),
    Field(
        "arrived_on",
        _("Date of arrival"),
        "ngày đến; ngày nhận; ngày tháng đến; ngày vào sổ; ngày nhận văn bản; ngày vb đến; "
        "ngày nhận vb; ngày tháng năm đến; ngày đăng ký; ngày văn bản đến; ngày cv đến",
        "day",
    ),
    Field(
        "issuer",
        _("Issuing agency"),
        "tác giả; cơ quan ban hành; nơi gửi; nơi ban hành; cơ quan gửi; đơn vị gửi; tên cơ "
        "quan ban hành; nơi phát hành; tác giả văn bản; đơn vị ban hành; nơi gởi; cơ quan ban "
        "hành văn bản; tác giả vb; người gửi; cơ quan đơn vị gửi",
    ),
    Field(
        "symbol",
        _("Number and symbol"),
        "số kh; số ký hiệu; số và ký hiệu; số hiệu; ký hiệu; số ký hiệu văn bản; số kh vb; số "
        "ký hiệu vb; số kí hiệu; số hiệu văn bản; số và ký hiệu văn bản; số công văn; văn bản "
        "số ký hiệu; văn bản số kh",
    ),
    Field(
        "issued_on",
        _("Date of the paper"),
        "ngày vb; ngày văn bản; ngày tháng vb; ngày ban hành; ngày tháng năm vb; ngày ký; "
        "ngày tháng văn bản; ngày tháng; ngày tháng năm văn bản; ngày phát hành; ngày tháng "
        "năm; văn bản ngày; ngày tháng năm ban hành; văn bản ngày tháng",
        "day",
    ),
    Field(
        "subject",
        _("Subject"),
        "tên loại trích yếu; tên loại và trích yếu; tên loại và trích yếu nội dung; trích "
        "yếu; tên loại và trích yếu nội dung văn bản; trích yếu nội dung; nội dung trích yếu; "
        "nội dung; nội dung văn bản; trích yếu nội dung văn bản; về việc; tên loại trích yếu "
        "nội dung",
    ),
    Field(
        "type",
        _("Type of document"),
        "loại vb; loại văn bản; tên loại; hình thức vb; thể loại; hình thức văn bản; tên loại "
        "văn bản; loại công văn",
    ),
    Field(
        "receiver",
        _("Unit or person who received it"),
        "đơn vị người nhận; đơn vị hoặc người nhận; người nhận; đơn vị nhận; chuyển đến; đơn "
        "vị cá nhân nhận; phòng nhận; đơn vị hoặc người nhận văn bản; nơi nhận",
    ),
    Field(
        "handler",
        _("Lead handler"),
        "xử lý chính; đơn vị xử lý; người xử lý; chủ trì; cán bộ xử lý; đơn vị xử lý chính; "
        "đơn vị chủ trì; xử lí chính; người xử lý chính; bộ phận xử lý",
    ),
    Field(
        "passed_on",
        _("Date passed on"),
        "ngày chuyển; ngày giao; ngày chuyển giao",
        "day",
    ),
    Field(
        "receipt",
        _("Signed for"),
        "ký nhận; kí nhận; ký tên; người ký nhận",
    ),
    Field(
        "note",
        _("Note"),
        "ghi chú; chú thích",
    ),
    Field(
        "urgency",
        _("Urgency"),
        "độ khẩn; mức độ khẩn; khẩn; mức khẩn; độ khẩn mật",
    ),
    Field(
        "secrecy",
        _("Secrecy"),
        "độ mật; mức độ mật; mật; mức mật",
    ),
    Field(
        "matter",
        _("Field of work"),
        "lĩnh vực; lĩnh vực văn bản; mảng công việc",
    ),
    Field(
        "signer",
        _("Signer"),
        "người ký; họ tên người ký; người ký văn bản; người ký vb",
    ),
    Field(
        "to_places",
        _("Recipients"),
        "nơi nhận văn bản; nơi nhận vb; gửi đến; nơi gửi đến",
    ),
    Field(
        "kept_by",
        _("Who keeps the file copy"),
        "đơn vị người nhận bản lưu; nơi lưu; người nhận bản lưu; đơn vị lưu",
    ),
    Field(
        "copies",
        _("Number of copies"),
        "số lượng bản; số bản; số lượng",
        "number",
    ),
    Field(
        "pages",
        _("Pages"),
        "số trang; số tờ; số trang tờ",
        "number",
    ),
    Field(
        "due",
        _("Deadline"),
        "hạn xử lý; thời hạn; hạn giải quyết; thời hạn giải quyết; hạn trả lời",
        "day",
    ),
    Field(
        "road",
        _("How it came"),
        "hình thức nhận; phương thức nhận; hình thức gửi",
    ),
    Field(
        "restricted",
        pgettext_lazy("register column", "Restricted"),
        "hạn chế; hạn chế người xem; hạn chế xem",
    ),
    Field(
        "file",
        _("File name"),
        "tên tệp; tên file; file; tệp; tập tin; tệp đính kèm; bản quét; đường dẫn; tên tập "
        "tin; file scan; file đính kèm; tên tệp quét; tệp quét",
    ),
)
BY_KEY = {field.key: field for field in FIELDS}
_NO_COLUMN = {"stt", "tt", "so tt", "so thu tu"}
_SIGNS = re.compile(r"[^0-9a-z]+")
_NUMBER_LIKE = re.compile(r"\s*\d{1,10}\s*[a-zđ]{0,3}\s*$", re.IGNORECASE)


def required(kind: str) -> tuple[str, ...]:
    """The fields without which no row of such a book can be imported."""
    if kind == BookKind.OUTGOING:
        return ("symbol", "issued_on", "subject")
    return ("number", "arrived_on", "issuer", "subject")


def plain(text: str) -> str:
    """A heading without accents, signs, line breaks and footnotes like (1)."""
    folded = re.sub(r"\(\s*\d+\s*\)", " ", fold(text))
    folded = re.sub(r"\bki hieu\b", "ky hieu", folded)
    return " ".join(_SIGNS.sub(" ", folded).split())


_NAMES = {
    field.key: [(name, frozenset(name.split())) for name in map(plain, field.names.split(";"))]
    for field in FIELDS
}


def likeness(heading: str, key: str) -> float:
    """How surely a heading means the field, from 0 to 1."""
    words = plain(heading)
    if not words or words in _NO_COLUMN:
        return 0.0
    tokens, best = frozenset(words.split()), 0.0
    for name, parts in _NAMES[key]:
        if words == name:
            return 1.0
        best = max(best, len(tokens & parts) / len(tokens | parts))
    return best * 0.9


def best_likeness(heading: str) -> float:
    """How surely a heading is one of any field: what makes a row the header."""
    return max(likeness(heading, field.key) for field in FIELDS)


@dataclass(frozen=True)
class Proposal:
    """The column proposed for each field, and how sure that is (0 to 1)."""

    mapping: dict[str, int]
    confidence: dict[str, float]


def propose(headings: Sequence[str], samples: Iterable[Sequence[object]], kind: str) -> Proposal:
    """Propose a column for each field by its heading and by what stands in the first rows."""
    columns = [[row[i] for row in samples if i < len(row)] for i in range(len(headings))]
    ranked = sorted(
        (
            (_with_content(likeness(heading, field.key), field, columns[index]), -order, index)
            for order, field in enumerate(FIELDS)
            for index, heading in enumerate(headings)
        ),
        reverse=True,
    )
    mapping: dict[str, int] = {}
    confidence: dict[str, float] = {}
    for sure, order, index in ranked:
        field = FIELDS[-order]
        if sure < LIKELY or field.key in mapping or index in mapping.values():
            continue
        mapping[field.key], confidence[field.key] = index, round(min(sure, 1.0), 2)
    return Proposal(*_for_kind(mapping, confidence, kind))


def _with_content(sure: float, field: Field, cells: Sequence[object]) -> float:
    """Less sure where the cells say otherwise: a date column without dates."""
    filled = [cell for cell in cells if cell not in (None, "")]
    if sure < LIKELY or not filled or field.holds == "text":
        return sure
    fits = looks_like_day if field.holds == "day" else _looks_like_number
    share = sum(map(fits, filled)) / len(filled)
    return sure if share >= 0.6 else sure - 0.35


def _looks_like_number(cell: object) -> bool:
    return isinstance(cell, int | float) or bool(_NUMBER_LIKE.match(str(cell)))


def _for_kind(
    mapping: Mapping[str, int], confidence: Mapping[str, float], kind: str
) -> tuple[dict[str, int], dict[str, float]]:
    """In a book of outgoing papers "Nơi nhận" is where they went, not who received one here."""
    chosen, sure = dict(mapping), dict(confidence)
    if kind == BookKind.OUTGOING and "receiver" in chosen and "to_places" not in chosen:
        chosen["to_places"], sure["to_places"] = chosen.pop("receiver"), sure.pop("receiver")
    return chosen, sure
