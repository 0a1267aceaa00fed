# SPDX-License-Identifier: AGPL-3.0-or-later
"""What all tests share: the network is closed, and the trail may be emptied between tests."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.db.models.signals import post_migrate
from pytest_socket import disable_socket

from congso.common import statements


@pytest.hookimpl(trylast=True)  # after the shuffle
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A long proof has no limit of time; the browser's tests come last.

    (From the first of these an event loop runs in this thread, which asyncio.run refuses.)
    """
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(pytest.mark.timeout(0))
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))


@pytest.fixture(autouse=True)
def _no_network() -> None:
    disable_socket(allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """A test may change what the statements of people are written from."""
    statements.kept.forget()


def start_afresh(sender, **_):
    """What emptying the tables does not do: put back what a migration filled, drop queued jobs."""
    if sender.label != "documents":
        return
    with connection.cursor() as cursor:  # not among the models that Django empties
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
    if not sender.get_model("DocumentType").objects.exists():
        import_module("congso.documents.migrations.0003_document_types").fill(apps, None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests with real commits empty the tables afterwards, which the trail's trigger refuses."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_no_truncate")
        start_afresh(apps.get_app_config("documents"))  # a kept database of a killed run
    post_migrate.connect(start_afresh)  # emptying the tables sends it
