# SPDX-License-Identifier: AGPL-3.0-or-later
"""What all tests share: the network is closed, and the trail may be emptied between tests."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.db.models.signals import post_migrate
from pytest_socket import disable_socket


@pytest.fixture(autouse=True)
def _no_network() -> None:
    disable_socket(allow_unix_socket=True)


def fill_types(sender, **_):
    """The kinds of paper, which come by a migration and go when tables are emptied."""
    if sender.label == "documents" and not sender.get_model("DocumentType").objects.exists():
        import_module("congso.documents.migrations.0003_document_types").fill(apps, None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests with real commits empty the tables afterwards, which the trail's trigger refuses."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_no_truncate")
        fill_types(apps.get_app_config("documents"))  # a kept database of a killed run
    # Emptying the tables says post_migrate: what migrations brought is put back.
    post_migrate.connect(fill_types)
