# SPDX-License-Identifier: AGPL-3.0-or-later
"""A large made-up site for measuring: one big Department and 99 agencies, written by COPY.

Only for benches and load tests; it goes past the services for speed, so what it writes is checked
afterwards against what the services would derive (access.services.differences).
"""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from congso.access import principals
from congso.access.enums import Level, ObjectKind
from congso.access.models import AccessRow
from congso.accounts.models import Person
from congso.common import clock
from congso.common.vietnamese import fold, person_sort_key
from congso.documents.enums import BookKind, BookState, Road, State
from congso.documents.indexing import searchable
from congso.documents.models import Book, Document, DocumentType, SearchEntry
from congso.documents.numbering import book_name
from congso.operations.demo.light_rows import ScaleRow, scale_rows
from congso.organisation.enums import Position, Rank, Role, UnitKind
from congso.organisation.members import office_members
from congso.organisation.models import LeaderField, Post, RegistryOffice, RoleGrant, Unit

PASSWORD = "scale-2026"  # noqa: S105 (made-up people of a bench)
LONG_AGO = dt.date(2010, 1, 1)
BATCH = 20_000
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Ngô", "Ôn", "Ung")
MIDDLE = ("Thị", "Văn", "Đức", "Minh", "Thị Thùy", "Hoàng", "Quốc", "Ngọc", "Thị Ánh", "Công")
WITH_TEXT = 10  # every tenth paper was scanned or came as a file whose text could be read
WORDS = (
    "căn cứ đề nghị thực hiện báo cáo kết quả kế hoạch công tác phòng chống thiên tai dịch bệnh"
    " gia súc gia cầm thủy sản lúa vụ đông xuân hè thu giống cây trồng vật nuôi phân bón thuốc bảo"
    " vệ thực phẩm an toàn kiểm tra thanh tra xử lý vi phạm hành chính kinh phí dự toán ngân sách"
    " nhà nước ủy ban nhân dân tỉnh huyện xã phường chi cục trung tâm phòng ban đơn vị trực thuộc"
    " triển khai chỉ đạo hướng dẫn tổng hợp gửi trước ngày tháng năm theo quy định nghị định thông"
    " tư quyết định chỉ thị công văn đê điều hồ chứa nước tưới tiêu rừng lâm nghiệp kiểm lâm nông"
    " thôn mới hợp tác xã doanh nghiệp nhân dân tuyên truyền vận động tập huấn cán bộ viên chức"
)
COMMON = WORDS.split()
GIVEN = ("An", "Ánh", "Bình", "Châu", "Dũng", "Đạt", "Giang", "Hà", "Hải", "Hiếu", "Khoa", "Lý")


@dataclass
class Office:
    """An agency of the scale site, with the ids its papers need."""

    office_id: int
    clerk_id: int
    head_id: int
    rooms: list[int] = field(default_factory=list)
    officers: dict[int, list[int]] = field(default_factory=dict)
    members: dict[int, list[int]] = field(default_factory=dict)  # the officers' numbers there


def file_text(subject: str, chance: Random) -> str:
    """Two pages as search reads them: the subject, common words, and one that stands only here."""
    words = chance.choices(COMMON, k=250)
    words.insert(chance.randrange(len(words)), f"hs{chance.getrandbits(32):08x}")
    return searchable(f"{subject} {' '.join(words)}")


def copy_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows into the table of `model` by COPY."""
    names = ", ".join(f'"{column}"' for column in columns)
    statement = f'COPY "{model._meta.db_table}" ({names}) FROM STDIN'
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def build_site(users: int, *, agencies: int = 100, seed: int = 48) -> list[Office]:
    """Agencies, rooms and people. The first agency is the big Department with 40 rooms."""
    chance = Random(seed)
    offices = [_agency(index, 40 if index == 0 else 8) for index in range(agencies)]
    people = _people(users, chance)
    places = [(office, room) for office in offices for room in office.rooms]
    _settle(people, offices, places)
    return offices


def _agency(index: int, rooms: int) -> Office:
    top = Unit.objects.create(
        code=f"S{index:03}", kind=UnitKind.AGENCY, name=f"Sở quy mô {index:03}", valid_from=LONG_AGO
    )
    registry = RegistryOffice.objects.create(
        unit=top, printed_name=top.name.upper(), stamp_name=top.name
    )
    Unit.objects.filter(pk=top.pk).update(office=registry)
    kinds = [("BGĐ", UnitKind.LEADERSHIP), ("VP", UnitKind.OFFICE)]
    kinds += [(f"P{number:02}", UnitKind.ROOM) for number in range(rooms)]
    units = Unit.objects.bulk_create(
        Unit(
            code=f"S{index:03}-{code}", kind=kind, parent=top, office=registry,
            name=f"{code} của Sở quy mô {index:03}", valid_from=LONG_AGO,
        )
        for code, kind in kinds
    )  # fmt: skip
    return Office(registry.pk, 0, 0, [unit.pk for unit in units])


def _people(users: int, chance: Random) -> list[int]:
    password, now = make_password(PASSWORD), timezone.now()
    people = []
    for number in range(users):
        name = " ".join((chance.choice(FAMILY), chance.choice(MIDDLE), chance.choice(GIVEN)))
        people.append(
            Person(
                login=f"scale{number}", full_name=name, sort_key=person_sort_key(name),
                folded=fold(f"{name} scale{number}"),
                gender="female", staff_kind="official", password=password, created_at=now,
                is_demo=True,
            )
        )  # fmt: skip
    return [person.pk for person in Person.objects.bulk_create(people, batch_size=2000)]


def _settle(people: list[int], offices: list[Office], places: list[tuple[Office, int]]) -> None:
    posts, grants, fields = [], [], []
    supply = iter(people)
    for office in offices:
        board, bureau, *rooms = office.rooms
        office.head_id, deputy, office.clerk_id, bureau_head = itertools.islice(supply, 4)
        posts += [
            _post(office.head_id, board, "Giám đốc", Position.HEAD, Rank.DIRECTOR),
            _post(deputy, board, "Phó Giám đốc", Position.DEPUTY, Rank.DEPUTY_DIRECTOR),
            _post(bureau_head, bureau, "Chánh Văn phòng", Position.HEAD, Rank.UNIT_HEAD),
            _post(office.clerk_id, bureau, "Văn thư", Position.MEMBER, Rank.OFFICER),
        ]
        grants.append(
            RoleGrant(
                person_id=office.clerk_id, role=Role.CLERK, registry_office_id=office.office_id,
                valid_from=LONG_AGO,
            )
        )  # fmt: skip
        fields += [
            LeaderField(
                leader_id=deputy, unit_id=room, registry_office_id=office.office_id,
                valid_from=LONG_AGO,
            )
            for room in rooms[::2]
        ]  # fmt: skip
        office.rooms = rooms
        for room in rooms:
            head = next(supply)
            office.officers[room] = []
            posts.append(_post(head, room, "Trưởng phòng", Position.HEAD, Rank.UNIT_HEAD))
    everywhere = itertools.cycle([(o, room) for o in offices for room in o.rooms])
    for person, (office, room) in zip(supply, everywhere, strict=False):
        office.officers[room].append(person)
        posts.append(_post(person, room, "Chuyên viên", Position.MEMBER, Rank.OFFICER))
    Post.objects.bulk_create(posts, batch_size=2000)
    for office in offices:
        for room, people in office.officers.items():
            members = office_members((person, office.office_id) for person in people)
            office.members[room] = sorted(members.values())
    RoleGrant.objects.bulk_create(grants)
    LeaderField.objects.bulk_create(fields)


def _post(person: int, unit: int, title: str, position: str, rank: int) -> Post:
    return Post(
        person_id=person, unit_id=unit, title=title, position=position, rank=rank,
        is_primary=True, valid_from=LONG_AGO,
    )  # fmt: skip


DOCUMENT_COLUMNS = (
    "id", "uuid", "direction", "office_id", "state", "created_at", "version", "book_id", "number",
    "number_suffix", "registered_at", "registered_by_id", "arrived_at", "arrived_on", "road",
    "type_id", "symbol", "symbol_key", "symbol_number", "issued_on", "issuer_name", "subject",
    "language", "pages", "description", "signer_name", "signer_position", "urgency", "secrecy",
    "to_places", "due_at", "is_restricted", "is_missing_annex", "missing_note",
    "paper_number_note",
)  # fmt: skip


class Writer:
    """Turns synthetic rows into documents, access rows and search entries."""

    def __init__(self, offices: list[Office], seed: int, first_id: int) -> None:
        self.offices = offices
        self.chance = Random(seed)
        self.next_id = first_id
        self.types = {t.abbreviation: t.pk for t in DocumentType.objects.all() if t.abbreviation}
        self.letter = DocumentType.objects.get(code="official_letter").pk
        self.books: dict[tuple[int, int], Book] = {}
        self.seconds = 0

    def write(self, rows: Iterator[ScaleRow]) -> int:
        """Write everything in batches; returns how many documents."""
        total = 0
        while batch := list(itertools.islice(rows, BATCH)):
            made = [self._make(row) for row in batch]
            with transaction.atomic():
                self._save_books()
                copy_rows(Document, self._columns(), (d for d, _a, _s in made))
                access = ("kind", "object_id", "principal", "level", "sort_at")
                copy_rows(AccessRow, access, (a for _d, rows, _s in made for a in rows))
                search = ("document_id", "created_at", "own", "from_files", "acl")
                copy_rows(SearchEntry, search, (s for _d, _a, s in made))
            total += len(batch)
        return total

    def _columns(self) -> tuple[str, ...]:
        others = [
            field
            for field in Document._meta.concrete_fields
            if field.column not in DOCUMENT_COLUMNS and not field.null
        ]
        self.extra = [field.get_default() for field in others]
        extra = [str(field.column) for field in others]
        return (*DOCUMENT_COLUMNS, *extra)

    def _make(
        self, row: ScaleRow
    ) -> tuple[tuple[Any, ...], list[tuple[Any, ...]], tuple[Any, ...]]:
        year, _number, symbol, sender, kind, subject, issued, arrived, urgency, _unit = row
        # four papers in ten are the big Department's
        office = self.offices[0] if self.chance.random() < 0.4 else self.chance.choice(self.offices)
        book = self._book(office, year)
        book.last_number += 1
        pk, self.next_id = self.next_id, self.next_id + 1
        self.seconds = (self.seconds + 7) % 32_000
        at = clock.at(arrived, 7) + dt.timedelta(seconds=self.seconds)
        key = fold(symbol).replace("/", "-")[:60]
        document = (
            pk, uuid.UUID(int=self.chance.getrandbits(128), version=4), "incoming",
            office.office_id, State.FINISHED, at, 2, book.pk, book.last_number, "", at,
            office.clerk_id, at, arrived, Road.EXCHANGE, self.types.get(kind, self.letter), symbol,
            key, int(symbol.split("/")[0]), min(issued, arrived), sender, subject, "vi", 2, "", "",
            "", URGENCIES.get(str(urgency), 0), "normal", "", None, False, False, "", "",
        )  # fmt: skip
        seen = self._sight(office)
        access = [(int(ObjectKind.DOCUMENT), pk, p, int(Level.FULL), at) for p in seen]
        text = file_text(subject, self.chance) if pk % WITH_TEXT == 0 else ""
        search = (pk, at, searchable(f"{symbol} {sender} {subject}"), text, sorted(seen))
        return (*document, *getattr(self, "extra", ())), access, search

    def _sight(self, office: Office) -> set[int]:
        lead, *others = self.chance.sample(office.rooms, 1 + self.chance.randrange(3))
        seen = {principals.office_readers(office.office_id), principals.field(lead)}
        for room in (lead, *others):
            seen.add(principals.unit_heads(room))
            if members := office.members[room]:
                seen.add(principals.member(self.chance.choice(members)))
        return seen

    def _book(self, office: Office, year: int) -> Book:
        key = (office.office_id, year)
        if key not in self.books:
            state = BookState.OPEN if year == clock.today().year else BookState.CLOSED
            self.books[key] = Book.objects.create(
                office_id=office.office_id, kind=BookKind.INCOMING, year=year, state=state,
                name=book_name(BookKind.INCOMING, year),
            )  # fmt: skip
        return self.books[key]

    def _save_books(self) -> None:
        Book.objects.bulk_update(self.books.values(), ["last_number"])


URGENCIES = {"normal": 0, "urgent": 1, "very_urgent": 2, "express": 3, "K": 1, "TK": 2, "HT": 3}


def load(documents: int, users: int, *, seed: int = 48) -> int:
    """Fill an empty database with the scale site; returns the number of documents."""
    offices = build_site(users, seed=seed)
    writer = Writer(offices, seed, first_id=1)
    writer._columns()
    _triggers("DISABLE")
    try:
        total = writer.write(scale_rows(documents, seed, last_day=clock.today()))
    finally:
        _triggers("ENABLE")
    _finish(total)
    return total


def _triggers(verb: str) -> None:
    """The copy of principals for search is written directly; following it row by row is slow."""
    with connection.cursor() as cursor:
        for trigger in ("insert", "delete", "update"):
            cursor.execute(f"ALTER TABLE access_accessrow {verb} TRIGGER documents_acl_{trigger}")
        cursor.execute(f"ALTER TABLE documents_searchentry {verb} TRIGGER documents_acl_first")


def _finish(total: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('documents_document', 'id'), %s)", (total + 1,)
        )
        for table in ("documents_document", "access_accessrow", "documents_searchentry"):
            cursor.execute(f"VACUUM ANALYZE {table}")
