# SPDX-License-Identifier: AGPL-3.0-or-later
"""What all tests share: the network is closed, and the trail may be emptied between tests."""

import pytest
from django.db import connection
from pytest_socket import disable_socket


@pytest.fixture(autouse=True)
def _no_network() -> None:
    disable_socket(allow_unix_socket=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests with real commits empty the tables afterwards, which the trail's trigger refuses."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_no_truncate")
