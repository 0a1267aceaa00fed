# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two at once on one paper, one book, one turn of the year: one wins, the others read so."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from congso.audit.models import Entry
from congso.common.actor import Actor
from congso.common.clock import VIETNAM
from congso.common.lifecycle import WrongState
from congso.documents.incoming import InvalidPaper
from congso.documents.models import Book, Claim, Document
from congso.documents.queries_books import gaps
from congso.documents.services.blocks import open_batch, reserve_paper_numbers
from congso.documents.services.claims import ClaimedBy, claim
from congso.documents.services.correct import correct
from congso.documents.services.insert import insert
from congso.documents.services.join import join_into
from congso.documents.services.lifecycle import distribute
from congso.documents.services.locking import Stale
from congso.documents.services.register import receive_incoming, register, register_incoming
from congso.documents.services.transfer import send_to_office
from congso.documents.services.void import void
from congso.documents.tests.factories import incoming_data, make_document
from congso.documents.tests.proofs import assert_sight_is_derived
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = pytest.mark.django_db(transaction=True)
SYSTEM = Actor.system("proof")
WORKER = Path(__file__).with_name("year_turn_worker.py")
LAST_SECOND = dt.datetime(2026, 12, 31, 23, 59, 59, tzinfo=VIETNAM)
MIDNIGHT = dt.datetime(2027, 1, 1, tzinfo=VIETNAM)


@pytest.fixture
def agency() -> Agency:
    return make_agency()


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do all acts at the same moment on connections of their own; what each gave or raised."""
    barrier = Barrier(len(acts))

    def one(act: Callable[[], Any]) -> Any:
        try:
            barrier.wait(30)
            return act()
        except Exception as error:  # noqa: BLE001 (what was raised is the result)
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def kinds(results: list[Any]) -> dict[str, int]:
    names = [type(result).__name__ for result in results]
    return {name: names.count(name) for name in names}


@pytest.mark.requirement("B-17")
def test_eight_processes_at_the_turn_of_the_year(agency: Agency) -> None:
    papers = [receive_incoming(SYSTEM, data=incoming_data(agency.office)).pk for _ in range(8 * 4)]
    moments = [m.isoformat() for m in (LAST_SECOND, MIDNIGHT, LAST_SECOND, MIDNIGHT)]
    lines = list(_turn_the_year([papers[i * 4 : i * 4 + 4] for i in range(8)], moments))
    assert len(lines) == len(papers)
    for year in (2026, 2027):
        numbers = sorted(int(line[1]) for line in lines if int(line[0]) == year)
        assert numbers == list(range(1, 17))
    assert sorted(Book.objects.values_list("year", "last_number")) == [(2026, 16), (2027, 16)]


def _turn_the_year(shares: list[list[int]], moments: list[str]) -> Iterator[list[str]]:
    database = connection.settings_dict
    url = f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    clerks = [
        subprocess.Popen(
            [sys.executable, str(WORKER), json.dumps(share), json.dumps(moments)],
            env={
                **os.environ,
                "CONGSO_DATABASE_URL": url,
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for share in shares
    ]
    try:
        for clerk in clerks:
            assert clerk.stdout is not None
            assert clerk.stdout.readline() == "ready\n"
        outputs = [_go(clerk) for clerk in clerks]
        for clerk, output in zip(clerks, outputs, strict=True):
            text = output.read()
            assert clerk.wait(60) == 0
            yield from (line.split() for line in text.splitlines())
    finally:
        for clerk in clerks:
            clerk.kill()


def _go(clerk: subprocess.Popen[str]) -> Any:
    assert clerk.stdin is not None
    clerk.stdin.write("go\n")
    clerk.stdin.flush()
    return clerk.stdout


def test_one_paper_gets_one_number(agency: Agency) -> None:
    paper = receive_incoming(SYSTEM, data=incoming_data(agency.office))
    results = at_once(*[lambda: register(SYSTEM, document_id=paper.pk)] * 6)
    assert kinds(results) == {"Document": 1, "WrongState": 5}
    assert Book.objects.get().last_number == 1


def test_one_of_two_corrections_wins(agency: Agency) -> None:
    data = incoming_data(agency.office)
    document = register_incoming(SYSTEM, data=data)

    def corrected(login: str, pages: int) -> Callable[[], Any]:
        return lambda: correct(
            agency.actor(login), document_id=document.pk, data=replace(data, pages=pages),
            reason="Đếm lại số trang", expected_version=document.version,
        )  # fmt: skip

    results = at_once(*[corrected("yenmt", 3), corrected("diepptn", 4)] * 2)
    assert kinds(results) == {"Document": 1, "Stale": 3}
    winner = next(r for r in results if isinstance(r, Document))
    assert Document.objects.get(pk=document.pk).pages == winner.pages
    assert Entry.objects.filter(verb="document.corrected").count() == 1
    assert not any(isinstance(r, Exception) and not isinstance(r, Stale) for r in results)


def test_one_clerk_holds_the_paper(agency: Agency) -> None:
    paper = receive_incoming(SYSTEM, data=incoming_data(agency.office))
    acts = [
        lambda who=login: claim(agency.actor(who), document_id=paper.pk)
        for login in ("yenmt", "diepptn", "yenmt", "diepptn")
    ]
    results = at_once(*acts)
    assert kinds(results) == {"Claim": 2, "ClaimedBy": 2}
    held = Claim.objects.get()
    refused = {r.name for r in results if isinstance(r, ClaimedBy)}
    assert refused == {held.person.full_name}


def test_sent_at_once_there_is_one_copy(agency: Agency) -> None:
    source = make_document(agency.office)
    results = at_once(
        *[
            lambda: send_to_office(
                SYSTEM, document_id=source.pk, office_id=agency.branch_office.pk, due_at=None,
                note="",
            )
        ]
        * 4
    )  # fmt: skip
    assert kinds(results) == {"Document": 4}
    assert len({result.pk for result in results}) == 1
    assert_sight_is_derived()


def test_joined_or_registered_never_both(agency: Agency) -> None:
    known = make_document(agency.office)
    paper = receive_incoming(SYSTEM, data=incoming_data(agency.office))
    results = at_once(
        lambda: register(SYSTEM, document_id=paper.pk),
        lambda: join_into(SYSTEM, received_id=paper.pk, document_id=known.pk),
    )
    assert sum(isinstance(result, WrongState) for result in results) == 1
    paper.refresh_from_db()
    assert (paper.number is None) == (paper.joined_into_id is not None)
    assert gaps(Book.objects.get()) == []


def test_inserted_at_once_each_has_a_letter(agency: Agency) -> None:
    make_document(agency.office)
    acts = [
        lambda: insert(
            agency.actor("khiemtg"), data=incoming_data(agency.office), after_number=1,
            reason="Phát hiện bỏ sót",
        )
    ] * 4  # fmt: skip
    results = at_once(*acts)
    assert sorted(r.number_text for r in results) == ["1a", "1b", "1c", "1d"]


def test_piles_paper_numbers_and_single_papers_share_one_counter(agency: Agency) -> None:
    office = agency.office.pk
    make_document(agency.office)

    def reserved() -> Any:
        last = Book.objects.get().last_number + 7
        return reserve_paper_numbers(
            agency.actor("khiemtg"), office_id=office, last_number=last, reason="Mất điện"
        )

    results = at_once(
        *[lambda: open_batch(agency.actor("yenmt"), office_id=office, count=5)] * 3,
        *[lambda: register_incoming(SYSTEM, data=incoming_data(agency.office))] * 3,
        *[reserved] * 2,
    )
    unexpected = [r for r in results if isinstance(r, Exception) and type(r) is not InvalidPaper]
    assert unexpected == []
    book = Book.objects.get()
    assert gaps(book) == []
    numbers = sorted(Document.objects.values_list("number", flat=True))
    assert numbers == list(range(1, book.last_number + 1))
    assert_sight_is_derived()


def test_void_or_distributed_never_both(agency: Agency) -> None:
    document = make_document(agency.office)
    clerk = agency.actor("yenmt")
    results = at_once(
        lambda: void(clerk, document_id=document.pk, reason="Vào sổ hai lần"),
        lambda: distribute(SYSTEM, document_id=document.pk),
    )
    assert sum(isinstance(result, WrongState) for result in results) == 1
    document.refresh_from_db()
    assert document.state in {"void", "distributed"}
