# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who signed: the block of Decree 30/2020, Article 13 (TM. KT. TL. TUQ. Q., position, name)."""

import re
from dataclasses import dataclass

from congso.common.vietnamese import fold, nfc
from congso.documents.page_text import Cell, letters_of

_AUTHORITY = re.compile(
    r"(?:^|(?<=\s))(T/?M|K/?T|T/?L|TUQ|Q)(?:\s?[.,]\s?|(?<=/[MTL])\s)(?=[^\W\d_])"
)
_POSITIONS = (
    "giam doc|chu tich|bo truong|thu truong|cuc truong|chi cuc truong|tong cuc truong|truong phong"
    "|chanh van phong|chanh thanh tra|truong ban|truong tram|hat truong|bi thu|vien truong"
    "|hieu truong|chu nhiem|tong giam doc|truong doan|to truong|doi truong|chanh an|thu tuong"
)
_POSITION = re.compile(rf"(?:^|\s)(?P<position>(?:pho )?(?:{_POSITIONS})(?:[ a-z-]*))$")
_NOT_SIGNATURE = ("da ky", "ky boi", "signed", "ngay ky", "thoi gian ky", "email", "co quan:")
_DEGREE = re.compile(r"^(?:(?:PGS|GS|TS|ThS|CN|KS|BS|BSCKI{1,2}|LS|Ths)\.\s*)+")
# Whole phrases only: Phong, Huyền, Quyết, Diệu, Lưu are names of people.
_NEVER_IN_NAMES = re.compile(
    r"\b(?:noi nhan|nhu tren|giam doc|van thu|lanh dao|chu tich|truong ban|truong phong|trung tam"
    r"|chi cuc|cong hoa|doc lap|hanh phuc|uy ban|hoi dong|kinh gui|ban thuong vu|ke toan)\b"
)
_NEVER_FIRST = frozenset(
    ("Sở", "Phòng", "Tỉnh", "Huyện", "Xã", "Điều", "Kính", "Nơi", "Các", "Như", "Ban", "Bộ", "Cục")
)
_WINDOW = 40


@dataclass(frozen=True, slots=True)
class Signer:
    """The signature block; authority and position are "" when the page does not show them."""

    authority: str
    position: str
    name: str
    confidence: float
    line: int


def _is_name(words: list[str]) -> bool:
    """Two to six words with a capital each; all in capitals is allowed, figures are not."""
    if not 2 <= len(words) <= 6:
        return False
    if words[0].capitalize() in _NEVER_FIRST or _NEVER_IN_NAMES.search(fold(" ".join(words))):
        return False
    if not all(word[0].isalpha() and word[-1].isalpha() for word in words):
        return False
    plain = [part for word in words for part in re.split("['\u2019-]", word) if part]
    shaped = all(part.isalpha() and part[0].isupper() for part in plain)
    lowered = all(part[1:].islower() for part in plain if len(part) > 1)
    return shaped and (lowered or all(part.isupper() for part in plain))


def _name_in(text: str) -> str | None:
    """The name a cell is, or ends with after the last line of the addressees."""
    plain = _DEGREE.sub("", nfc(text).strip(" .*_"))
    # "- Lưu: VT, NS (08b).*th* Hoàng Thị Diệu Linh": the two columns on one line.
    after = re.sub(r"^.*[);.]\s*(?:\*\w+\*)?", "", plain)
    return next((part for part in (plain, after.strip()) if _is_name(part.split())), None)


def _capital_tail(text: str) -> str:
    """The words in capitals at the end of a line."""
    words: list[str] = []
    for word in reversed(text.split()):
        if not any(letter.isalpha() for letter in word) or not word.isupper():
            break
        words.insert(0, word)
    return " ".join(words)


def _position_in(text: str) -> str | None:
    """The position in capitals at the end of a cell ("- Như trên; GIÁM ĐỐC" too)."""
    authority = _AUTHORITY.search(text)
    words = _capital_tail(text[authority.end() :] if authority else text).strip(" ,-.;:")
    if not words:
        return None
    return words if authority or _POSITION.search(fold(words)) else None


def _start_of_block(cells: tuple[Cell, ...]) -> int:
    """Where the end of the paper begins: "Nơi nhận" or the last position in capitals."""
    places = [
        at
        for at, cell in enumerate(cells)
        if letters_of(cell.text).startswith("noinhan") or _AUTHORITY.search(cell.text)
    ]
    return max(min(places, default=len(cells)), len(cells) - _WINDOW)


def _positions(cells: tuple[Cell, ...]) -> list[tuple[int, str, str]]:
    found = []
    for at, cell in enumerate(cells):
        position = _position_in(cell.text)
        if position:
            authority = _AUTHORITY.search(cell.text)
            found.append((at, f"{authority[1].replace('/', '')}." if authority else "", position))
    return found


def signer(cells: tuple[Cell, ...]) -> Signer | None:
    """Return who signed, read from the end of the page, or None when it is not there.

    "KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC / name": the authority is "KT.", the position the last one.
    """
    # The heading ("GIÁM ĐỐC SỞ …", "QUYẾT ĐỊNH") is far above; the block is at the end.
    tail = cells[-_WINDOW:]
    positions = [item for item in _positions(tail) if not _heads_decision(tail, item[0])]
    start = _start_of_block(tail)
    if positions:
        start = min(start, positions[0][0])
    names = [
        (at, name)
        for at, cell in enumerate(tail)
        if at > start and not any(word in cell.folded for word in _NOT_SIGNATURE)
        for name in [_name_in(cell.text)]
        if name
    ]
    if not names:
        return None
    at, name = names[-1]
    above = [item for item in positions if item[0] < at][-3:]
    authority = next((item[1] for item in above if item[1]), "")
    position = above[-1][2] if above else ""
    return Signer(authority, position, name, _sure(position, name), tail[at].line)


def _sure(position: str, name: str) -> float:
    if not position:
        return 0.6
    return 0.9 if len(name.split()) > 2 else 0.75


def _heads_decision(cells: tuple[Cell, ...], at: int) -> bool:
    """Whether the line opens the body ("GIÁM ĐỐC SỞ …" before "Căn cứ") and signs nothing."""
    following = cells[at + 1 : at + 3]
    return any(cell.folded.startswith(("can cu", "xet", "theo")) for cell in following)
