# SPDX-License-Identifier: AGPL-3.0-or-later
"""Find the stamp of a secret paper on its first page: MẬT, TỐI MẬT, TUYỆT MẬT on a line of its own.

Words of daily life (bí mật, bảo mật, mật độ, mật ong) are no mark, and neither is the mark's word
inside a sentence. OCR loses tones, parts letters and reads the frame of the stamp as signs, so the
line is compared without tones, spaces and frame; to keep "mắt" or "mất" out, what OCR has left of
the vowel must be possible for MẬT.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from dataclasses import dataclass


class Mark(enum.StrEnum):
    """The three degrees of the law on state secrets."""

    SECRET = "mat"  # noqa: S105 (a degree, no password)
    TOP_SECRET = "toi_mat"  # noqa: S105
    MOST_SECRET = "tuyet_mat"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Found:
    """A mark and the line it stands on (counted from 0)."""

    mark: Mark
    line: int


_SIDE_BY_SIDE = re.compile(r"\t+| {3,}")
_FRAME = re.compile(r"^[^\w]+|[^\w]+$|[_|]+")
# Words after which a lone mark is a heading or a value: "Độ mật: Tối mật".
_LABELS = re.compile(r"^(?:DOMAT|MUCDOMAT|DAUMAT|DAUCHIDOMAT|MUCMAT)")
_A = "AÂẬẤẦẨẪẠÁÀẢÃ"
# A vowel read twice is common: TUYỆẾT. E for YÊ and 0 for O are what bold capitals in a frame give.
_MAT = r"M[AÂẬẠẤẦẨẪ4]{1,2}T"
_SHAPES: tuple[tuple[Mark, re.Pattern[str]], ...] = (
    (Mark.MOST_SECRET, re.compile(rf"TU[YÝỲỴỶỸ]?[EÊẾỀỆỂỄÉẸ]{{1,2}}T{_MAT}")),
    (Mark.TOP_SECRET, re.compile(rf"T[OÔỐỒỔỖỘÓÒ0]{{1,2}}[IÍÌ1L!]{_MAT}")),
    (Mark.SECRET, re.compile(r"M[ẬÂẠA4]{1,2}T")),
)
_MOST_SIGNS = 24


def find_secret_mark(text: str) -> Found | None:
    """Return the gravest mark that stands alone on a line of `text`, or None.

    `text` is that of the first page; a tab or three spaces part what stands side by side, as the
    stamp beside the name of the republic does.
    """
    found: Found | None = None
    for number, line in enumerate(text.splitlines()):
        for part in _SIDE_BY_SIDE.split(line):
            mark = mark_of_line(part)
            if mark and (found is None or _gravity(mark) > _gravity(found.mark)):
                found = Found(mark, number)
    return found or _found_across_lines(text)


def mark_of_line(line: str) -> Mark | None:
    """The mark which is all that `line` says, or None."""
    plain = unicodedata.normalize("NFC", line)
    bare = _bare(plain)
    if not bare or len(bare) > _MOST_SIGNS:
        return None
    label = _LABELS.match(_toneless(bare))
    if label:
        return _whole(bare[label.end() :])
    # A lone word in small letters is prose or a list item, not a stamp.
    return _whole(bare) if _is_upper(plain) else None


def _found_across_lines(text: str) -> Found | None:
    """A stamp whose letters OCR put on lines of their own: M / Ậ / T."""
    lines = [_bare(unicodedata.normalize("NFC", line)) for line in text.splitlines()]
    for number in range(len(lines) - 2):
        three = lines[number : number + 3]
        if all(len(part) == 1 for part in three) and _whole("".join(three)):
            return Found(Mark.SECRET, number)
    return None


def _whole(bare: str) -> Mark | None:
    upper = bare.upper()
    return next((mark for mark, shape in _SHAPES if shape.fullmatch(upper)), None)


def _bare(line: str) -> str:
    """The letters and digits of the line, without spaces, frame and punctuation."""
    return "".join(letter for letter in _FRAME.sub("", line) if letter.isalnum())


def _toneless(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.upper().replace("Đ", "D"))
    return "".join(part for part in parts if not unicodedata.combining(part))


def _is_upper(line: str) -> bool:
    """In capitals, but for one letter inside which OCR may have read small (MậT)."""
    letters = [letter for letter in line if letter.isalpha()]
    small = sum(letter.islower() for letter in letters)
    return bool(letters) and small <= 1 and not (letters[0].islower() or letters[-1].islower())


def _gravity(mark: Mark) -> int:
    return list(Mark).index(mark)
