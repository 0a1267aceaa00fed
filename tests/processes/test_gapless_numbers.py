# SPDX-License-Identifier: AGPL-3.0-or-later
"""B-02: many clerks in one book while processes are killed. No gap, no duplicate, nothing
acknowledged is lost.

Counted by plain SQL against journals that every worker writes and syncs before it goes on; the
killed ones die in the middle of whatever statement they are at, and so do the server's backends.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from congso.common import clock
from congso.documents import numbering
from congso.documents.enums import BookKind
from congso.organisation.tests.factories import make_agency

WORKER = Path(__file__).with_name("register_worker.py")


@dataclass
class Crowd:
    """Worker processes on one book, and the killing of some of them."""

    office_id: int
    folder: Path
    url: str
    chance: random.Random
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    started: int = 0

    def start(self, count: int) -> None:
        self.started += 1
        journal = self.folder / f"journal-{self.started}"
        environment = {**os.environ, "CONGSO_DATABASE_URL": self.url}
        command = [sys.executable, str(WORKER), str(self.office_id), str(journal), str(count)]
        self.running.append(subprocess.Popen(command, env=environment))

    def kill_one(self) -> None:
        victim = self.chance.choice(self.running)
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        self.running.remove(victim)

    def break_one_connection(self) -> None:
        """End one backend at whatever statement it is, as a failing server would."""
        with psycopg.connect(self.url, autocommit=True) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = ("
                "  SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                "   AND pid <> pg_backend_pid() AND state = 'active' LIMIT 1)"
            )

    def acknowledged(self) -> Iterator[tuple[int, int]]:
        for journal in self.folder.glob("journal-*"):
            for line in journal.read_text().splitlines():
                number, pk = line.split()
                yield int(number), int(pk)

    def end(self) -> None:
        for process in self.running:
            process.kill()
            process.wait()


def _url() -> str:
    name = connection.settings_dict["NAME"]
    host, user = connection.settings_dict["HOST"], connection.settings_dict["USER"]
    return f"postgresql://{user}@/{name}?host={host}"


def _run(tmp_path: Path, *, clerks: int, wanted: int, seed: int) -> None:
    office = make_agency().office
    book = numbering.book_for(office.pk, BookKind.INCOMING, clock.now())
    crowd = Crowd(office.pk, tmp_path, _url(), random.Random(seed))
    try:
        _until(crowd, book.pk, clerks, wanted)
    finally:
        crowd.end()
    _count(crowd, book.pk)


def _until(crowd: Crowd, book_id: int, clerks: int, wanted: int) -> None:
    kills, spared_until = 0, 1
    deadline = time.monotonic() + 300 + wanted / 3
    for _ in range(clerks):
        crowd.start(10**6)
    while (last := _last(book_id)) < wanted:
        assert time.monotonic() < deadline, f"only {last} numbers in time"
        time.sleep(crowd.chance.uniform(0.01, 0.1))
        if last < spared_until:  # by what is done, not by the clock: a slow machine gets there too
            continue
        spared_until = last + crowd.chance.randint(1, 8)
        if crowd.chance.random() < 0.5:
            crowd.kill_one()
            crowd.start(10**6)
            kills += 1
        else:
            crowd.break_one_connection()
    assert kills > wanted / 20
    print(f"{last} numbers, {clerks} clerks, {kills} processes killed")  # noqa: T201


def _last(book_id: int) -> int:
    with psycopg.connect(_url(), autocommit=True) as plain:
        row = plain.execute(
            "SELECT last_number FROM documents_book WHERE id = %s", (book_id,)
        ).fetchone()
    assert row is not None
    return int(row[0])


def _count(crowd: Crowd, book_id: int) -> None:
    with psycopg.connect(_url(), autocommit=True) as plain:
        rows = plain.execute(
            "SELECT number, id FROM documents_document WHERE book_id = %s ORDER BY number",
            (book_id,),
        ).fetchall()
    numbers = [number for number, _pk in rows]
    assert numbers == list(range(1, len(rows) + 1))
    assert _last(book_id) == len(rows)
    kept = set(rows)
    acknowledged = list(crowd.acknowledged())
    assert len(acknowledged) == len(set(acknowledged))
    assert [pair for pair in acknowledged if pair not in kept] == []
    assert len(acknowledged) > len(rows) // 2


@pytest.mark.processes
@pytest.mark.requirement("B-02")
@pytest.mark.timeout(900)
@pytest.mark.django_db(transaction=True)
def test_eight_clerks_and_kills(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seed = int(os.environ.get("CONGSO_SEED", random.randrange(10**6)))
    with capsys.disabled():
        print(f"\nseed {seed}: ", end="")  # noqa: T201
        _run(tmp_path, clerks=8, wanted=400, seed=seed)


@pytest.mark.long
@pytest.mark.processes
@pytest.mark.requirement("B-02")
@pytest.mark.timeout(3600)
@pytest.mark.django_db(transaction=True)
def test_thirty_two_clerks_ten_thousand_numbers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = int(os.environ.get("CONGSO_SEED", random.randrange(10**6)))
    with capsys.disabled():
        print(f"\nseed {seed}: ", end="")  # noqa: T201
        _run(tmp_path, clerks=32, wanted=10_000, seed=seed)
