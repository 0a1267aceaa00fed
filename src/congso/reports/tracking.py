# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sổ theo dõi giải quyết văn bản đến: the seven columns of Appendix IV."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import QuerySet

from congso.common import clock
from congso.documents.enums import State
from congso.documents.models import Document
from congso.reports import wording
from congso.reports.receivers import NO_FACTS, ReceiverFacts, is_open
from congso.reports.registers import (
    RESTRICTED,
    VOID,
    Line,
    complainant_of,
    with_facts,
)
from congso.routing.enums import FinishKind
from congso.routing.enums import State as FlowState

TRACKING_HEADS = (
    "Số đến",
    "Tên loại, số và ký hiệu, ngày tháng và tác giả văn bản",
    "Đơn vị hoặc người nhận",
    "Thời hạn giải quyết",
    "Tiến độ giải quyết",
    "Số, ký hiệu văn bản trả lời",
    "Ghi chú",
)
FINISHED = {
    FinishKind.ANSWERED: "đã trả lời",
    FinishKind.FILED: "đã đưa vào hồ sơ",
    FinishKind.REFERENCE: "lưu tham khảo",
    FinishKind.OPINION: "đã có ý kiến",
    FinishKind.NO_OPINION: "không có ý kiến",
    FinishKind.READ: "nhận để biết",
    FinishKind.BY_LEAD: "kết thúc cùng đơn vị chủ trì",
    FinishKind.CLOSED: "lãnh đạo kết thúc",
}
STATES = {
    FlowState.SENT: "chờ nhận",
    FlowState.ACCEPTED: "đã nhận",
    FlowState.IN_PROGRESS: "đang xử lý",
    FlowState.RETURNED: "trả lại",
}


def tracking_lines(papers: QuerySet[Document], now: dt.datetime) -> Iterator[Line]:
    """The lines of the tracking register; numbers that are void or blank have none."""
    kept = papers.exclude(state__in=(State.VOID, State.BLANK, State.RETURNED))
    for batch, facts in with_facts(kept):
        for document in batch:
            yield _line(document, facts.get(document.pk, NO_FACTS), now)


def _line(document: Document, facts: ReceiverFacts, now: dt.datetime) -> Line:
    number = document.number or 0
    month = clock.day_of(document.registered_at or document.created_at).replace(day=1)
    if document.is_restricted:
        words = f"{wording.RESTRICTED}, đến ngày {wording.day(document.arrived_on)}"
        return Line(number, month, (wording.number(document), words, *[""] * 5), RESTRICTED)
    due = facts.due_at or document.due_at
    cells = (
        wording.number(document),
        described(document),
        "\n".join(dict.fromkeys(r.name for r in facts.receivers)),
        wording.due(due),
        progress(facts, due, now, is_stopped=document.clock_stopped_at is not None),
        "; ".join(dict.fromkeys(r.answer for r in facts.receivers if r.answer)),
        wording.without(complainant_of(document), wording.note(document)),
    )
    return Line(number, month, cells, VOID if document.state == State.VOID else "")


def described(document: Document) -> str:
    """In words: Công văn số 3187/STC-NS ngày 20/11/2026 của Sở Tài chính."""
    parts = [document.type.name]
    if document.symbol:
        parts.append(f"số {document.symbol}")
    if document.issued_on:
        parts.append(f"ngày {wording.day(document.issued_on)}")
    return f"{' '.join(parts)} của {wording.author(document, complainant_of(document))}"


def progress(
    facts: ReceiverFacts, due: dt.datetime | None, now: dt.datetime, *, is_stopped: bool = False
) -> str:
    """How the work of the lead stands, with the day; late where it is."""
    if not facts.receivers:
        return "chưa chuyển" if facts.presented_at is None else "chờ ý kiến chỉ đạo"
    chief = (facts.leads or facts.receivers)[0]
    if not is_open(chief):
        words = FINISHED.get(FinishKind(chief.finish_kind), "") if chief.finish_kind else ""
        words = words or STATES.get(FlowState(chief.state), "")
        late = due is not None and chief.ended_at is not None and chief.ended_at > due
        return f"{words} {wording.day(chief.ended_at)}{', quá hạn' if late else ''}".strip()
    words = STATES[FlowState(chief.state)]
    if is_stopped:
        return f"{words}, tạm dừng tính hạn"
    return f"{words}, quá hạn" if due is not None and now > due else words
