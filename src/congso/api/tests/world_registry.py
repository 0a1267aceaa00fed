# SPDX-License-Identifier: AGPL-3.0-or-later
"""Books, the pile, what is given back, prints and kept searches, each with a good request."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

from congso.common import clock
from congso.common.actor import Actor
from congso.documents.models import Document, ScannedPiece
from congso.documents.numbering import book_for
from congso.documents.services import annexes, books, saved_searches
from congso.documents.tests.factories import make_document
from congso.filestore import services as filestore
from congso.filestore.models import Staged
from congso.filestore.tests import samples
from congso.organisation.tests.factories import Agency
from congso.routing.services import clock_stops, send_back


@dataclass
class Request:
    """A good request: by whom, to which ids, with which body and query."""

    login: str
    path: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    query: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


class RegistryWorld:
    """What a registry keeps beside its papers."""

    def __init__(self, agency: Agency, *, plain: Document, blank: Document, upload: Staged) -> None:
        self.agency, self.plain, self.blank, self.upload = agency, plain, blank, upload
        self._books()
        self._pile()

    def requests(self) -> dict[str, Request]:
        """One good request for each operation."""
        return {**self._book_acts(), **self._desk_acts(), **self._pile_acts()}

    def _books(self) -> None:
        """A book without numbers, one of a trial, a kind numbered apart; a paper given back."""
        office, now = self.agency.office.pk, clock.now()
        self.unused = book_for(office, "petition", now)
        self.trial = book_for(office, "incoming", now, is_trial=True)
        self.scheme = books.set_scheme(
            self.agency.actor("khiemtg"), office_id=office, group="invitation",
            book_kind="invitation",
        )  # fmt: skip
        self.sent_back = send_back.send_back(
            self.agency.actor("khiemtg"), document_id=make_document(self.agency.office).pk,
            reason="Bản quét mờ",
        )  # fmt: skip
        self.search = saved_searches.save_search(
            self.agency.actor("diepptn"), name="Phòng, chống dịch", query="q=dich"
        )

    def _incomplete(self, *, is_stopped: bool = False) -> dict[str, str]:
        paper = make_document(self.agency.office)
        clerk, chief = self.agency.actor("diepptn"), self.agency.actor("khiemtg")
        annexes.mark_missing(clerk, document_id=paper.pk, note="phụ lục 02")
        if is_stopped:
            clock_stops.stop_clock(chief, document_id=paper.pk, reason="Thiếu phụ lục 02")
        return {"document_id": str(paper.uuid)}

    def _pile(self) -> None:
        """Two pieces of the scan of a pile, one checked, one to be looked at."""
        clerk = self.agency.actor("diepptn")
        self.piece, self.unsure_piece = (
            ScannedPiece.objects.create(
                block_id=self.blank.block_id, document=self.blank,
                staged_id=checked_upload(clerk, "lo.pdf", state=state, held=True).pk,
                first_page=first, last_page=first + 1, scanned_at=clock.now(),
            )
            for first, state in ((1, "clean"), (3, "to_confirm"))
        )  # fmt: skip

    def _book_acts(self) -> dict[str, Request]:
        office, chief = self.agency.office.pk, "khiemtg"
        opening = {"opening_number": 2255, "note": "Sổ giấy từ 01 đến 2254"}
        apart = {"office_id": office, "type_id": self.plain.type_id, "series": "CV"}
        return {
            "open_book": Request("diepptn", {"book_id": self.unused.pk}, opening),
            "close_book": Request("diepptn", {"book_id": self.trial.pk}),
            "get_book_minutes": Request(chief, {"book_id": self.plain.book_id}),
            "list_schemes": Request("diepptn", query={"office_id": office}),
            "set_scheme": Request(chief, body=apart),
            "remove_scheme": Request(chief, {"scheme_id": self.scheme.pk}),
        }

    def _desk_acts(self) -> dict[str, Request]:
        """Given back to the clerk, printed, searches kept."""
        clerk, paper = "diepptn", {"document_id": str(self.plain.uuid)}
        return {
            "list_sent_back": Request(clerk),
            "send_back_document": Request("khiemtg", paper, {"reason": "Sai sổ"}),
            "stop_clock": Request("khiemtg", self._incomplete(), {"reason": "Thiếu phụ lục 02"}),
            "start_clock": Request(
                "khiemtg", self._incomplete(is_stopped=True), {"reason": "Đã gửi bổ sung"}
            ),
            "settle_sent_back": Request(clerk, {"sent_back_id": self.sent_back.pk}),
            "print_document": Request(clerk, paper | {"what": "stamped_copy"}),
            "list_saved_searches": Request(clerk),
            "save_search": Request(clerk, body={"name": "Mưa lũ", "query": "q=mua+lu"}),
            "drop_saved_search": Request(clerk, {"search_id": self.search.pk}),
        }

    def _pile_acts(self) -> dict[str, Request]:
        clerk, block = "diepptn", {"block_id": self.blank.block_id}
        numbers = {"office_id": self.agency.office.pk, "reason": "Mất điện hai ngày"}
        last = self.plain.book.last_number + 200
        clean, unsure = ({"piece_id": piece.pk} for piece in (self.piece, self.unsure_piece))
        return {
            "reserve_paper_numbers": Request("khiemtg", body=numbers | {"last_number": last}),
            "get_scan": Request(clerk, block),
            "scan_pile": Request(clerk, block, {"upload": str(self.upload.uuid)}),
            "match_certain_pieces": Request(clerk, block),
            "get_piece_page": Request(clerk, clean | {"page": 1}),
            "confirm_piece": Request(clerk, unsure),
            "match_piece": Request(clerk, clean, {"document": str(self.blank.uuid)}),
            "divide_piece": Request(clerk, clean, {"at_page": 2}),
            "drop_piece": Request(clerk, unsure),
        }


def checked_upload(actor: Actor, name: str, *, state: str = "clean", held: bool = False) -> Staged:
    """A checked upload of two pages, without running the check."""
    pdf = io.BytesIO(samples.pdf(name, "Trang hai"))
    staged = filestore.stage(actor, name=name, stream=pdf, held=held)
    Staged.objects.filter(pk=staged.pk).update(state=state, media_type="application/pdf")
    staged.refresh_from_db()
    return staged
