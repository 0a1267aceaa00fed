# SPDX-License-Identifier: AGPL-3.0-or-later
"""The database of an instance: left-overs, upgrades, and what the application may not do."""

from __future__ import annotations

import subprocess
import sys

import psycopg
import pytest

from congso.config.grants import append_only_tables
from tests.processes.conftest import Start
from tests.processes.running import Running

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]


def _connect(running: Running, user: str) -> psycopg.Connection[tuple[object, ...]]:
    host = running.data / "run" / "postgres"
    return psycopg.connect(host=str(host), dbname="congso", user=user, autocommit=True)


def test_a_lock_file_with_the_number_of_a_stranger_does_not_bar_the_start(start: Start) -> None:
    first = start()
    first.until_ready()
    assert first.end() == 0
    with subprocess.Popen(
        ["sleep", "100"], user=(first.data / "postgres").stat().st_uid
    ) as stranger:
        lines = [stranger.pid, first.data / "postgres", 1, 5432, "", "", ""]
        lock = first.data / "postgres" / "postmaster.pid"
        lock.write_text("\n".join(map(str, lines)))
        again = start(port=first.port)
        again.until_ready()
        assert stranger.poll() is None
        stranger.kill()


def test_an_older_database_is_dumped_and_then_migrated(start: Start) -> None:
    first = start()
    first.until_ready()
    back = [sys.executable, "-m", "congso", "manage", "migrate", "sessions", "zero"]
    owner = {**first.environment, "CONGSO_DB_ROLE": "owner"}
    subprocess.run(back, env=owner, check=True, capture_output=True)
    assert first.end() == 0

    before = set(first.data.glob("dumps/*"))

    again = start(port=first.port)
    again.until_ready()
    (dump,) = set(first.data.glob("dumps/*")) - before
    assert dump.read_bytes().startswith(b"PGDMP")
    assert dump.stat().st_mode & 0o777 == 0o600
    assert "dumping the older database before 1 migrations" in again.output
    assert f"dumped to {dump}" in again.output
    assert "applied 1 migrations" in again.output

    assert again.end() == 0
    third = start(port=first.port)
    third.until_ready()
    assert "dump" not in third.output


def test_the_application_owns_nothing_and_adds_only_to_what_only_grows(start: Start) -> None:
    running = start()
    running.until_ready()
    with _connect(running, "congso_app") as connection:
        owned = connection.execute("SELECT count(*) FROM pg_tables WHERE tableowner = 'congso_app'")
        assert owned.fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine (id int)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM django_migrations")
        connection.execute("DELETE FROM django_session")
        for table in append_only_tables():
            rights = connection.execute(
                "SELECT has_table_privilege(%(t)s, 'SELECT'), has_table_privilege(%(t)s, 'INSERT'),"
                " has_table_privilege(%(t)s, 'UPDATE'), has_table_privilege(%(t)s, 'DELETE'),"
                " has_table_privilege(%(t)s, 'TRUNCATE')",
                {"t": table},
            )
            assert rights.fetchone() == (True, True, False, False, False), table


def test_the_server_listens_on_no_port_and_checks_its_pages(start: Start) -> None:
    running = start()
    running.until_ready()
    with _connect(running, "congso_owner") as connection:
        for setting, value in (("listen_addresses", ""), ("data_checksums", "on"), ("jit", "off")):
            assert connection.execute(f"SHOW {setting}").fetchone() == (value,)
        found = connection.execute(
            "SELECT pg_encoding_to_char(encoding), datlocprovider::text, datlocale FROM pg_database"
            " WHERE datname = 'congso'"
        )
        assert found.fetchone() == ("UTF8", "b", "C.UTF-8")
