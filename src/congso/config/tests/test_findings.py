# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the doctor says of accounts and jobs, seen by a connection of its own."""

from types import SimpleNamespace

import pytest
from django.db import connection

from congso.accounts.tests.factories import PersonFactory
from congso.common.jobs import enqueue
from congso.config.cli import findings

pytestmark = pytest.mark.django_db(transaction=True)


def env(base_url="https://vanban.example.vn"):
    settings = connection.get_connection_params()
    known = {name: settings[name] for name in ("dbname", "user", "host") if settings.get(name)}
    return SimpleNamespace(
        web=SimpleNamespace(base_url=base_url),
        database=SimpleNamespace(parameters=lambda _role: known),
    )


def test_demo_accounts_are_a_fault_only_where_others_reach_them():
    PersonFactory(login="diepptn", is_demo=True)
    PersonFactory(login="khiemtg", is_demo=True, is_active=False)
    PersonFactory(login="dinhlq")
    (found,) = findings.demo_accounts(env())
    assert found.startswith("1 ")
    assert list(findings.demo_accounts(env("http://localhost:8000"))) == []


def test_without_demo_accounts_nothing_is_said():
    PersonFactory(login="dinhlq")
    assert list(findings.demo_accounts(env())) == []


def test_jobs_that_failed_for_good_are_counted():
    assert list(findings.failed_jobs(env())) == []
    enqueue("documents.close_books")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    (found,) = findings.failed_jobs(env())
    assert found.startswith("1 ")


def test_a_database_that_is_away_is_told_once():
    away = env()
    away.database.parameters = lambda _role: {"host": "/nowhere", "dbname": "x"}
    assert list(findings.demo_accounts(away)) == []
