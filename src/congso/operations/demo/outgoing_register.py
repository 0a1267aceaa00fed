# SPDX-License-Identifier: AGPL-3.0-or-later
"""The outgoing papers of the story: a register kept on paper, imported up to the day before T.

By the import of old registers, from a sheet like a clerk's: number and symbol, day, subject,
signer, recipients, note. What happened to a paper on its way is what the clerk wrote in the note.
Papers of T itself stand only in the paper book.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from openpyxl import Workbook

from congso.common import clock
from congso.common.actor import Actor
from congso.documents.enums import BookKind, Road
from congso.documents.models import Document
from congso.documents.services.files import add_files
from congso.operations.demo.cast import CLERK, MAIN
from congso.operations.demo.outgoing_rows import OutgoingRow
from congso.operations.demo.plan import BookPlan, Entry, Plan, PlannedPaper
from congso.operations.demo.setting import Setting
from congso.operations.demo.texts import short_date
from congso.operations.demo.timeline import Timeline, on_day
from congso.operations.models import ImportRun
from congso.operations.registers.enums import Restrict
from congso.operations.registers.services import begin, checking, importing

SERIES = "sổ giấy"
IMPORTED_AT = "07:40"
SYSTEM = Actor.system("operations.import")
HEADINGS = (
    "Số, ký hiệu", "Ngày ký", "Tên loại", "Trích yếu", "Người ký", "Nơi nhận",
    "Đơn vị, người nhận bản lưu", "Số trang", "Độ khẩn", "Hạn chế", "Ghi chú",
)  # fmt: skip
URGENCIES = {"urgent": "Khẩn", "very_urgent": "Thượng khẩn", "flash": "Hỏa tốc"}
STATES = {
    "received": "đã nhận", "read": "đã đọc", "refused": "trục liên thông từ chối",
    "bounced": "thư trả lại", "sent": "gửi bưu điện",
}  # fmt: skip


def add(story: Plan, setting: Setting, timeline: Timeline) -> None:
    """Plan the import of each year's register on the morning of T."""
    moment = on_day(story.story_day, 0, IMPORTED_AT)
    for book in story.books_of("outgoing"):
        entries = [entry for entry in book.entries if entry.entered.date() < story.story_day]
        if entries:
            timeline.at(moment, partial(_import, book, entries, setting))


def _import(book: BookPlan, entries: list[Entry], setting: Setting) -> None:
    operator = Actor(person_id=None, via="cli")
    run = begin.begin(
        operator,
        office_id=setting.cast.office[MAIN],
        kind=BookKind.OUTGOING,
        year=book.year,
        name=f"So van ban di {book.year}.xlsx",
        stream=io.BytesIO(_sheet(entries, setting)),
        series=SERIES,
    )
    readers = {login for e in entries if e.paper for login in e.paper.paper.restricted}
    checking.check(
        operator,
        run_id=run.pk,
        mapping=run.mapping,
        road=Road.INTERNAL,
        restrict=Restrict.MARKED if readers else Restrict.NONE,
        reader_ids=tuple(setting.cast.person[login] for login in sorted(readers)),
    )
    checking.settle(SYSTEM, run_id=run.pk)
    importing.start(operator, run_id=run.pk)
    while importing.import_batch(SYSTEM, run_id=run.pk):
        pass
    _attach(run, entries, setting)


def _sheet(entries: Iterable[Entry], setting: Setting) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sổ đi")
    sheet.append(list(HEADINGS))
    for entry in entries:
        sheet.append(_row(entry, setting))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _row(entry: Entry, setting: Setting) -> list[Any]:
    day = short_date(entry.entered.date())
    if isinstance(entry.light, OutgoingRow):
        row = entry.light
        return [
            entry.symbol, day, row.type, row.subject, setting.people[row.signer],
            "; ".join(row.recipients), f"VT, {row.drafting_unit}", row.pages,
            URGENCIES.get(row.urgency, ""), "", "",
        ]  # fmt: skip
    if entry.paper is None:
        raise ValueError(entry.number)
    planned, paper = entry.paper, entry.paper.paper
    return [
        entry.symbol, day, paper.type, planned.subject, paper.signer.name, _recipients(planned),
        f"VT, {paper.drafting_unit}", paper.pages, URGENCIES.get(paper.urgency, ""),
        "x" if paper.restricted else "", _note(planned),
    ]  # fmt: skip


def _recipients(planned: PlannedPaper) -> str:
    deliveries = planned.paper.details.get("deliveries", ())
    return "; ".join([d["to"] for d in deliveries] or planned.paper.recipients)


def _note(planned: PlannedPaper) -> str:
    """What a clerk writes beside the line: who got it and how, that it was taken back."""
    details: Mapping[str, Any] = planned.paper.details
    if reason := details.get("recall_reason"):
        return f"Đã thu hồi: {reason}"
    deliveries = details.get("deliveries", ())
    counts = Counter(STATES[delivery["state"]] for delivery in deliveries)
    words = ", ".join(f"{count} {state}" for state, count in counts.most_common())
    return f"{len(deliveries)} nơi nhận: {words}" if words else ""


def _attach(run: ImportRun, entries: Iterable[Entry], setting: Setting) -> None:
    """The sealed papers, scanned by the clerk, beside their lines."""
    clerk = setting.cast.actor(CLERK)
    run.refresh_from_db()
    lines = Document.objects.filter(book=run.book_id)
    for entry in entries:
        if entry.paper is not None:
            document = lines.get(number=entry.number)
            files = setting.entering.kept(entry.paper, ("main",), clerk)
            add_files(clerk, document, files, clock.now())
