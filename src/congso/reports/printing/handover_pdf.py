# SPDX-License-Identifier: AGPL-3.0-or-later
"""Biên bản bàn giao: books and seal go from the clerk to the substitute (PRACTICE 6, flow 11)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from congso.common import clock
from congso.common.printing.typesetting import typeset
from congso.organisation.models import RegistryOffice, StandIn
from congso.organisation.queries import who
from congso.reports import wording

TEMPLATE = Path(__file__).resolve().parent / "handover.typ"
THINGS = ("Dấu “ĐẾN”", "Khóa tủ hồ sơ, phòng văn thư")


def handover_pdf(
    row: StandIn,
    office: RegistryOffice,
    books: list[tuple[str, str, int, int]],
    *,
    moment: dt.datetime | None = None,
) -> bytes:
    """Return the minutes as PDF/A-2b.

    `books`: name, last number as written, numbers to fill in, papers to register.
    """
    moment = moment or clock.now()
    people = who([row.absent_id, row.stand_in_id])
    day = clock.day_of(moment)
    data = {
        "title": "Biên bản bàn giao sổ đăng ký văn bản và con dấu",
        "parent": office.printed_parent,
        "agency": office.printed_name,
        "unit": office.unit.name,
        "place-date": ", ".join(filter(None, (office.place, wording.long_day(day)))),
        "moment": f"Hôm nay, hồi {clock.local(moment):%H giờ %M}, {wording.long_day(day)}",
        "giver": _person(people, row.absent_id, row.absent.full_name),
        "taker": _person(people, row.stand_in_id, row.stand_in.full_name),
        "from": f"{row.valid_from:%d/%m/%Y}",
        "until": f"{row.valid_until:%d/%m/%Y}",
        "decision": row.decision,
        "books": [[name, last, str(blank), str(waits)] for name, last, blank, waits in books],
        "things": [[name, "", ""] for name in (f"Con dấu “{office.unit.name}”", *THINGS)],
    }
    return typeset(TEMPLATE, data, moment=moment)


def _person(people: dict[int, Any], person_id: int, name: str) -> dict[str, str]:
    post = people.get(person_id)
    title = f"{post.title}, {post.unit_name}" if post else "công chức"
    return {"name": name, "title": title}
