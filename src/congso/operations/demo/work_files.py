# SPDX-License-Identifier: AGPL-3.0-or-later
"""Trail o: a work file closed with 34 papers, and an open one of 12 papers of which 8 are handled.

What lies in a file is chosen when it is put in, among the papers the person then sees.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.db.models import QuerySet

from congso.documents.enums import State
from congso.documents.models import Document
from congso.operations.demo.cast import MAIN, Cast
from congso.operations.demo.papers import load_trails
from congso.operations.demo.plan import WINDOW, Plan
from congso.operations.demo.timeline import Timeline, on_day
from congso.routing.enums import Role
from congso.routing.models import Flow
from congso.workfiles import services
from congso.workfiles.enums import Retention

TRAIL = "o"
# Kept at the Office, which sees all papers of the Department.
CLOSED_KEEPER, CLOSED_HEAD = "nhatch", "khiemtg"
CLOSED = services.WorkFileData(
    "Công tác thủy lợi, phòng, chống thiên tai và nước sạch nông thôn",
    "15/HS-VP",
    Retention.YEARS_20,
)
CLOSED_UNITS = ("CCTL", "TTNS")
# Kept by the officer who handles the paper that began it; the head puts in what others handle.
OPEN_KEEPER, OPEN_HEAD, OPEN_UNIT = "tuntc", "dungctm", "TT"
OPEN = services.WorkFileData(
    "Chỉ đạo sản xuất trồng trọt và khôi phục vụ Đông Xuân sau mưa lũ", "22/HS-TT"
)
FIRST, IN_WORK = 2, (7, 8, 21)


class WorkFiles:
    """Puts the two work files on the timeline."""

    def __init__(self, story: Plan, cast: Cast, timeline: Timeline) -> None:
        self.story, self.cast, self.timeline = story, cast, timeline
        self._trail = load_trails()[TRAIL]
        self._ids: dict[str, int] = {}

    def add(self) -> None:
        """Plan when they are opened, filled and closed."""
        self._at(1 - WINDOW, "16:30", partial(self._open, CLOSED_KEEPER, CLOSED))
        self._at(-1, "15:45", self._fill_closed)
        self._at(-1, "16:40", self._close)
        self._at(-2, "16:45", self._begin)
        self._at(0, "09:40", self._fill_open)

    def _at(self, day: int, hour: str, act: Callable[[], object]) -> None:
        self.timeline.at(on_day(self.story.story_day, day, hour), act)

    def _open(self, keeper: str, data: services.WorkFileData) -> None:
        opened = services.open_file(self.cast.actor(keeper), data=data)
        self._ids[keeper] = opened.pk

    def _put_in(self, login: str, keeper: str, document_id: int) -> None:
        services.put_in(
            self.cast.actor(login), work_file_id=self._ids[keeper], document_id=document_id
        )

    def _handled_by(self, *units: str) -> QuerySet[Document]:
        """Handled papers of the Department that these units led, the newest first."""
        ids = [self.cast.unit[code] for code in units]
        led = Flow.objects.filter(unit__in=ids, role__in=(Role.LEAD, Role.KNOW))
        return Document.objects.filter(
            office=self.cast.office[MAIN],
            state=State.FINISHED,
            is_restricted=False,
            pk__in=led.values("document"),
        ).order_by("-registered_at")

    def _fill_closed(self) -> None:
        wanted = self._handled_by(*CLOSED_UNITS)[: self._trail["closed_file_papers"]]
        for document in reversed(wanted):
            self._put_in(CLOSED_HEAD, CLOSED_KEEPER, document.pk)

    def _close(self) -> None:
        services.close_file(self.cast.actor(CLOSED_KEEPER), work_file_id=self._ids[CLOSED_KEEPER])

    def _begin(self) -> None:
        self._open(OPEN_KEEPER, OPEN)
        self._put_in(OPEN_KEEPER, OPEN_KEEPER, self._paper(FIRST))

    def _fill_open(self) -> None:
        """What the keeper handled herself comes first, invitations last."""
        keeper = self.cast.person[OPEN_KEEPER]
        own = set(Flow.objects.filter(person=keeper).values_list("document_id", flat=True))
        papers = self._handled_by(OPEN_UNIT).select_related("type")
        chosen = sorted(papers, key=lambda d: (d.type.code == "invitation", d.pk not in own))
        done = [document.pk for document in chosen[: self._trail["open_file_done"]]]
        for document_id in [*done, *map(self._paper, IN_WORK)]:
            self._put_in(OPEN_HEAD, OPEN_KEEPER, document_id)

    def _paper(self, n: int) -> int:
        planned = self.story.paper(n)
        if planned.number is None or planned.book_year is None:
            raise ValueError(n)
        return Document.objects.get(
            office=self.cast.office[MAIN],
            book__year=planned.book_year,
            book__kind="incoming",
            number=planned.number,
        ).pk
