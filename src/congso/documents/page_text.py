# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first page of a paper as cells: what one column says on one line, with its place.

Text layers and OCR mix the two columns of the heading (Decree 30/2020, Appendix I): side by side
with a wide gap, side by side with one space, or one after the other. Cells undo that as far as
the fixed phrases of the right column allow. Marks printed as stamps are read from cells as well.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from unicodedata import normalize

from congso.common.vietnamese import fold, nfc

SECRET_MARKS = ("MẬT", "TỐI MẬT", "TUYỆT MẬT")
_SECRET_LETTERS = {"mat": "MẬT", "toimat": "TỐI MẬT", "tuyetmat": "TUYỆT MẬT"}
URGENCY_MARKS = {"khan": 1, "thuongkhan": 2, "hoatoc": 3, "hoatochengio": 3}

_LINE_MAX = 4_000  # no printed line is longer; a bound on the work
_GAP = re.compile(r"\t+|\s{3,}|\s*\|\s*")
# Folded, so that scanning faults in accents do not matter.
_MOTTO = re.compile(
    r"c[o0]ng h[oà0]a xa h[oôi0l1]+ ch[uủ] nghia vi[eệ]t nam|d[o0]c lap\W+tu d[o0]\W+hanh phuc"
    r"|dang cong san viet nam"
)
_PLACE_DATE = re.compile(
    r"(?:[^\W\d_]+\.? ){1,4}?[^\W\d_]+ ?[,.] ?ngay\b(?=[^,;]{0,24}\bthang\b|[^,;]{0,4}[/-])"
)


def letters_of(text: str) -> str:
    """Return the folded letters alone: "M Ậ T" and "[MẬT]" give "mat"."""
    return re.sub(r"[^a-z]", "", re.sub("0", "o", fold(text)))


_FRAME = " \tIl1|!()[]{}~_.:;,'`*"


def unframed(text: str) -> str:
    """A stamp without the rests of its frame, which a scan turns into I, l, 1, | and the like."""
    return text.strip(_FRAME)


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of a line; `line` counts from 0, `blank_before` says that an empty line precedes."""

    line: int
    text: str
    column: int
    blank_before: bool

    @property
    def folded(self) -> str:
        return fold(self.text)

    @property
    def capital(self) -> bool:
        """Whether nearly all its letters are capitals (a scan may spoil one or two)."""
        letters = [letter for letter in self.text if letter.isalpha()]
        low = sum(letter.islower() for letter in letters)
        return bool(letters) and low <= len(letters) // 8

    @property
    def fixed(self) -> bool:
        """Whether it is national heading, place and date, a stamp, or a rule."""
        letters = letters_of(unframed(self.text))
        stamp = self.capital and (letters in URGENCY_MARKS or letters in _SECRET_LETTERS)
        heading = _MOTTO.search(self.folded) or _PLACE_DATE.match(self.folded)
        return not letters or stamp or bool(heading)


def _clean(line: str) -> str:
    return nfc(line[:_LINE_MAX]).replace("**", "").replace("\u00ad", "").replace("Ð", "Đ").rstrip()


def _cut_right(piece: str) -> list[str]:
    """Part "UBND TỈNH CỘNG HÒA …" and "V/v … Bình Định, ngày …" where the right column begins."""
    # Folding drops marks but keeps the number of letters of NFC text, so places correspond.
    folded = "".join(fold(letter) or " " for letter in piece)
    if len(folded) != len(piece):
        return [piece]
    motto = _MOTTO.search(folded)
    at = motto.start() if motto else _right_date(piece, folded)
    return [piece[:at], piece[at:]] if at else [piece]


# Places of more than two words; others are taken as two (Bình Định, Quy Nhơn, Hà Nội).
_LONG_PLACES = ("tp. ho chi minh", "ho chi minh", "buon ma thuot", "thua thien hue")


def _right_date(piece: str, folded: str) -> int:
    """Where the place of "Bình Định, ngày …" begins, 0 when there is none."""
    comma = re.search(r" ?[,.] ?ngay\b(?=[^,;]{0,24}\bthang\b|[^,;]{0,4}[/-])", folded)
    if comma is None:
        return 0
    before = folded[: comma.start()]
    for place in _LONG_PLACES:
        if before.endswith(place):
            return comma.start() - len(place)
    words = list(re.finditer(r"\S+", piece[: comma.start()]))[-2:]
    titled = [word for word in words if word[0][0].isupper() and not word[0].isupper()]
    return titled[0].start() if titled and titled[-1] is words[-1] else 0


def cells_of(text: str) -> tuple[Cell, ...]:
    """Return the cells of a page from top to bottom, left to right."""
    cells: list[Cell] = []
    blank = False
    for number, raw in enumerate(text.splitlines()):
        line = _clean(raw)
        pieces = [part for piece in _GAP.split(line) for part in _cut_right(piece)]
        pieces = [" ".join(piece.split()) for piece in pieces if piece.strip()]
        if not pieces:
            blank = True
        for column, piece in enumerate(pieces):
            cells.append(Cell(number, piece, column, blank))
        blank = blank and not pieces
    return tuple(cells)


def _stamp(letters: str) -> str | None:
    """The secrecy mark these letters are, allowing one wrong letter in the long ones."""
    if len(letters) > 10:
        return None
    if letters in _SECRET_LETTERS:
        return _SECRET_LETTERS[letters]
    for mark, wanted in (("TUYỆT MẬT", "tuyetmat"), ("TỐI MẬT", "toimat")):
        if SequenceMatcher(None, wanted, letters).ratio() >= 0.83 and letters.endswith(
            ("mat", "t")
        ):
            return mark
    return None


_DECLARED = re.compile(r"\b(?:do|muc do) mat\s*[:.]\s*(tuyet mat|toi mat|mat)\b")
_SECRET_HEAD = 14


def _secret_in(cell: Cell, before: Cell | None) -> str | None:
    declared = _DECLARED.search(cell.folded)
    if declared:
        return _stamp(letters_of(declared[1]))
    # "BÍ / MẬT NHÀ NƯỚC" broken at the line's end is no stamp.
    if before and re.search(r"\b(?:bi|bao)$", before.folded) and not cell.blank_before:
        return None
    for part in _parts(cell):
        mark = _stamp(letters_of(part))
        capital = part.isupper()
        title_case = part[:1].isupper() and cell.line < _SECRET_HEAD
        if mark is None or not (capital or title_case) or not _all_marks(cell):
            continue
        # "MẤT" (lost) in a table is a word of its own; at the top of a page it may be a bad scan.
        if mark == "MẬT" and cell.line >= _SECRET_HEAD and "\u0301" in normalize("NFD", part):
            continue
        if mark == "MẬT" and before and letters_of(before.text) in ("tuyet", "toi"):
            return "TUYỆT MẬT" if letters_of(before.text) == "tuyet" else "TỐI MẬT"
        return mark
    return None


def _all_marks(cell: Cell) -> bool:
    """Whether the cell holds stamps only: "MẬT - KHẨN" does, "MẬT - ONG" does not."""
    parts = [letters_of(part) for part in _parts(cell)]
    return all(not part or _stamp(part) or part in URGENCY_MARKS for part in parts)


def _parts(cell: Cell) -> list[str]:
    return [unframed(part) for part in re.split(r"[/,;–—-]", cell.text)]


def secret_mark(text: str) -> str | None:
    """Return the highest secrecy mark stamped on the page (MẬT, TỐI MẬT, TUYỆT MẬT), or None.

    Only marks that stand alone count, so "bí mật", "mật độ", "mật ong" and "bảo mật" do not.
    Scanning faults in accents, gaps between letters and one wrong letter are tolerated: a false
    alarm costs the clerk one look, a missed mark brings a secret into the network (R-15).
    """
    found: list[str] = []
    before: Cell | None = None
    for cell in cells_of(text):
        mark = _secret_in(cell, before)
        if mark:
            found.append(mark)
        before = cell
    return max(found, key=SECRET_MARKS.index, default=None)


def urgency_mark(cells: tuple[Cell, ...]) -> tuple[int, Cell] | None:
    """Return the urgency (1 khẩn, 2 thượng khẩn, 3 hỏa tốc) stamped on the page, with its cell."""
    found = [
        (URGENCY_MARKS[letters_of(part)], cell)
        for cell in cells
        if _all_marks(cell)
        for part in _parts(cell)
        if part.isupper() and letters_of(part) in URGENCY_MARKS
    ]
    return max(found, key=lambda pair: pair[0], default=None)
