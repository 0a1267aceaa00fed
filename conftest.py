# SPDX-License-Identifier: AGPL-3.0-or-later
"""What all tests share: the network is closed, and the trail may be emptied between tests."""

import pytest
from django.db import connection
from django.db.models.signals import post_migrate
from pytest_socket import disable_socket


@pytest.fixture(autouse=True)
def _no_network() -> None:
    disable_socket(allow_unix_socket=True)


def fill_types(sender, **_):
    """The kinds of paper, which come by a migration and go when tables are emptied."""
    if sender.label != "documents":
        return
    from congso.documents.kinds import KINDS  # noqa: PLC0415 (after Django is set up)
    from congso.documents.models import DocumentType  # noqa: PLC0415

    for kind in KINDS:
        DocumentType.objects.get_or_create(
            code=kind.code,
            defaults={
                "name": kind.name,
                "abbreviation": kind.abbreviation,
                "position": kind.order,
                "is_copy": kind.is_copy,
                "is_invitation": kind.has_meeting,
                "is_petition": not kind.needs_number,
            },
        )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests with real commits empty the tables afterwards, which the trail's trigger refuses."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_no_truncate")
    # Emptying the tables says post_migrate: what migrations brought is put back.
    post_migrate.connect(fill_types)
