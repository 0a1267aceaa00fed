# SPDX-License-Identifier: AGPL-3.0-or-later
"""A sheet of people to be given accounts (R-11): reading it, and what is wrong with which row.

Columns by their headings, in any order: Họ và tên, Giới tính, Đối tượng, Đơn vị (code or name),
Chức danh, Cấp (trưởng, phó or empty), Điện thoại, Hiệu lực từ.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from congso.accounts.enums import Gender, StaffKind
from congso.accounts.logins import UnfitName, login_stem, next_login
from congso.accounts.models import Person
from congso.accounts.services.persons import login_kept
from congso.common import clock
from congso.common.vietnamese import UnfitText, fold, nfc, refuse_control
from congso.organisation.enums import Position, Rank
from congso.organisation.models import Post, Unit
from congso.organisation.queries import valid_on
from congso.ui.dates import DateNotUnderstood, parse_date

MOST_ROWS = 2_000
MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 60 * 1024 * 1024
HEADINGS = {
    "ho va ten": "full_name", "ho ten": "full_name", "gioi tinh": "gender",
    "doi tuong": "staff_kind", "don vi": "unit", "chuc danh": "title", "chuc vu": "title",
    "cap": "position", "dien thoai": "phone", "so dien thoai": "phone",
    "hieu luc tu": "valid_from", "tu ngay": "valid_from",
}  # fmt: skip
NEEDED = ("full_name", "gender", "unit", "title")
GENDERS = {"nam": Gender.MALE, "nu": Gender.FEMALE}
KINDS = {
    "": StaffKind.OFFICIAL, "cong chuc": StaffKind.OFFICIAL, "vien chuc": StaffKind.PUBLIC_EMPLOYEE,
    "nhan vien": StaffKind.WORKER, "hop dong": StaffKind.WORKER,
}  # fmt: skip
POSITIONS = {
    "": (Position.MEMBER, Rank.OFFICER), "truong": (Position.HEAD, Rank.UNIT_HEAD),
    "cap truong": (Position.HEAD, Rank.UNIT_HEAD), "pho": (Position.DEPUTY, Rank.UNIT_DEPUTY),
    "cap pho": (Position.DEPUTY, Rank.UNIT_DEPUTY),
}  # fmt: skip


class UnreadableSheet(ValidationError):
    """The file is no sheet, or one without the columns needed."""


@dataclass
class Row:
    """One line of the sheet: what it says, the login it would get, what is wrong."""

    line: int
    full_name: str = ""
    gender: str = ""
    staff_kind: str = ""
    unit_id: int | None = None
    unit_name: str = ""
    title: str = ""
    position: str = Position.MEMBER
    rank: int = Rank.OFFICER
    phone: str = ""
    valid_from: dt.date | None = None
    login: str = ""
    collides: bool = False
    errors: list[str] = field(default_factory=list)


def read(content: bytes) -> list[Row]:
    """Every row that is not empty, checked. Nothing is written. Raises UnreadableSheet."""
    known = _Known()
    rows = [_row(line, values, known) for line, values in _lines(content)]
    if not rows:
        raise UnreadableSheet(_("The sheet has no rows under its headings."))
    return rows


def _lines(content: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    table = _open(content)
    columns: dict[int, str] = {}
    for number, cells in enumerate(table, start=1):
        values = list(cells)
        if not columns:
            columns = _columns(values)
            continue
        found = {columns[i]: value for i, value in enumerate(values) if i in columns}
        if any(_text(value) for value in found.values()):
            yield number, found
        if number > MOST_ROWS:
            raise UnreadableSheet(_("The sheet has more than %d rows. Part it.") % MOST_ROWS)
    if not columns:
        raise UnreadableSheet(
            _("No row has the headings needed: Họ và tên, Giới tính, Đơn vị, Chức danh.")
        )


def _open(content: bytes) -> Iterator[tuple[Any, ...]]:
    if len(content) > MOST_BYTES:
        raise UnreadableSheet(_("The file has more than 5 MB."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise UnreadableSheet(_("The file has more than 5 MB."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        return iter(book.worksheets[0].iter_rows(values_only=True))
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError) as error:
        raise UnreadableSheet(_("This is no Excel file (.xlsx) that can be read.")) from error


def _columns(values: list[Any]) -> dict[int, str]:
    """Which column is which, when the row holds the headings needed; else nothing."""
    found: dict[int, str] = {}
    for index, value in enumerate(values):
        name = HEADINGS.get(fold(_text(value)).split(" (")[0])
        if name and name not in found.values():
            found[index] = name
    return found if set(NEEDED) <= set(found.values()) else {}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(nfc(str(value)).split())


def _same(name: str) -> str:
    """Names that are one person's in one unit: case apart, but Văn and Vân are two people."""
    return nfc(name).casefold()


class _Known:
    """What the rows are checked against: units, people in posts, logins of earlier rows."""

    def __init__(self) -> None:
        self.today = clock.today()
        self.units: dict[str, list[Unit]] = {}
        for unit in Unit.objects.filter(valid_on(self.today)):
            for word in {fold(unit.code), fold(unit.name)}:
                self.units.setdefault(word, []).append(unit)
        posts = Post.objects.filter(valid_on(self.today), person__is_active=True)
        self.people = {
            (_same(name), unit): login
            for name, unit, login in posts.values_list("person__full_name", "unit", "person__login")
        }
        # Asked once, not once a row; a login given meanwhile is met when the account is made.
        self.logins = set(Person.objects.values_list("login", flat=True))
        heads = posts.filter(position=Position.HEAD)
        self.headed = set(heads.values_list("unit", flat=True))

    def taken(self, login: str) -> bool:
        """Whether the login is in use, or an earlier row of the sheet would get it."""
        return login in self.logins or login_kept(login)


def _row(line: int, values: dict[str, Any], known: _Known) -> Row:
    row = Row(line)
    for name in ("full_name", "title", "phone"):
        setattr(row, name, _plain(row, _text(values.get(name))))
    row.gender = _choice(row, GENDERS, values.get("gender"), _("Gender: write nam or nữ."))
    row.staff_kind = _choice(
        row, KINDS, values.get("staff_kind"),
        _("Kind of staff: write công chức, viên chức or nhân viên."),
    )  # fmt: skip
    chosen = POSITIONS.get(fold(_text(values.get("position"))))
    if chosen is None:
        row.errors.append(_("Position: write trưởng, phó or leave it empty."))
    else:
        row.position, row.rank = chosen
    row.valid_from = _day(row, values.get("valid_from"), known.today)
    _unit(row, _text(values.get("unit")), known)
    _needed(row)
    _login(row, known)
    return row


def _plain(row: Row, text: str) -> str:
    try:
        refuse_control(text)
    except UnfitText as error:
        row.errors.append(str(error.message))
    return text


def _choice(row: Row, choices: dict[str, Any], value: Any, wrong: str) -> str:
    found = choices.get(fold(_text(value)))
    if found is None:
        row.errors.append(wrong)
    return str(found or "")


def _day(row: Row, value: Any, today: dt.date) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    text = _text(value)
    try:
        return parse_date(text, today=today) if text else today
    except DateNotUnderstood as error:
        row.errors.append(str(error))
        return today


def _unit(row: Row, text: str, known: _Known) -> None:
    found = known.units.get(fold(text), [])
    if len(found) != 1:
        wrong = _("Several units are called %s: write its code.") if found else _("No unit: %s")
        row.errors.append(wrong % (text or "–"))
        return
    row.unit_id, row.unit_name = found[0].pk, found[0].name
    if row.position == Position.HEAD:
        if found[0].pk in known.headed:
            row.errors.append(_("This unit has a head already."))
        known.headed.add(found[0].pk)


def _needed(row: Row) -> None:
    if not row.full_name:
        row.errors.append(_("The full name is missing."))
    if not row.title:
        row.errors.append(_("The title is missing."))
    for value, most in ((row.full_name, 120), (row.phone, 40), (row.title, 120)):
        if len(value) > most:
            row.errors.append(_("More than %d characters.") % most)


def _login(row: Row, known: _Known) -> None:
    if not row.full_name:
        return
    key = (_same(row.full_name), row.unit_id or 0)
    if key in known.people:
        row.errors.append(_("This person has an account in this unit: %s") % known.people[key])
        return
    try:
        stem = login_stem(row.full_name)
        row.login = next_login(stem, known.taken)
    except UnfitName as error:
        row.errors.append(str(error.message))
        return
    row.collides = row.login != stem
    known.logins.add(row.login)
    known.people[key] = row.login
