# SPDX-License-Identifier: AGPL-3.0-or-later
"""The database restarts while a paper is being saved: nothing is saved, and one is told so."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import connection
from django.utils import translation

from congso.audit import services as audit
from congso.documents.models import Book, Document
from congso.documents.tests.web import client_of, entered
from congso.organisation.tests.factories import make_agency

FORM = "/documents/register/"


def break_connection() -> None:
    """What a restart does to a connection in use."""
    name, host, user = (connection.settings_dict[key] for key in ("NAME", "HOST", "USER"))
    mine = connection.connection.info.backend_pid
    with psycopg.connect(f"postgresql://{user}@/{name}?host={host}", autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", (mine,))


@pytest.mark.django_db(transaction=True)
def test_a_save_cut_off_by_the_database_leaves_nothing_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    agency = make_agency()
    clerk = client_of(agency, "diepptn")
    clerk.raise_request_exception = False
    typed = entered(agency)
    record = audit.record

    def cut_off(*args: Any, **kwargs: Any) -> Any:
        entry = record(*args, **kwargs)
        break_connection()
        return entry

    with monkeypatch.context() as broken, translation.override("vi"):
        broken.setattr(audit, "record", cut_off)
        answer = clerk.post(FORM, typed)
    assert answer.status_code == 500
    assert "Chưa lưu được gì" in answer.content.decode()
    connection.close()  # as the next request finds it

    assert not Document.objects.exists()
    assert not Book.objects.filter(last_number__gt=0).exists()
    assert clerk.post(FORM, typed).status_code == 302
    assert Document.objects.get().number == 1
