# SPDX-License-Identifier: AGPL-3.0-or-later
"""Idempotency-Key: a repeat changes nothing and gets the first answer; also at the same moment."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpResponse

from congso.api.jobs import prune
from congso.api.models import KeptAnswer
from congso.api.tests.callers import Caller, caller_for, entry, found, problem
from congso.documents.models import Book, Document
from congso.documents.services.register import receive_incoming
from congso.documents.tests.factories import incoming_data, make_document
from congso.organisation.tests.factories import Agency


def test_a_repeat_gets_the_first_answer(clerk: Caller, agency: Agency) -> None:
    body = entry(agency.office)
    first = clerk.post("/documents", body, Idempotency_Key="lan-1")
    again = clerk.post("/documents", body, Idempotency_Key="lan-1")
    assert found(first, 201) == found(again, 201)
    assert again["Idempotent-Replayed"] == "true"
    assert (again["Location"], again["ETag"]) == (first["Location"], first["ETag"])
    assert Document.objects.count() == 1
    assert Book.objects.get().last_number == 1


def test_a_key_of_another_request_is_refused(clerk: Caller, agency: Agency) -> None:
    body = entry(agency.office)
    found(clerk.post("/documents", body, Idempotency_Key="lan-1"), 201)
    for path, other in (("/documents", body | {"pages": 7}), ("/documents/waiting", body)):
        response = clerk.post(path, other, Idempotency_Key="lan-1")
        assert problem(response, 422)["code"] == "key_reused"
    assert Document.objects.count() == 1


def test_keys_belong_to_their_token(clerk: Caller, agency: Agency) -> None:
    body = entry(agency.office)
    other = caller_for(agency, "yenmt")
    found(clerk.post("/documents", body, Idempotency_Key="lan-1"), 201)
    found(other.post("/documents", body, Idempotency_Key="lan-1"), 201)
    assert Document.objects.count() == 2


def test_a_refusal_is_not_kept(clerk: Caller, agency: Agency) -> None:
    bad = entry(agency.office, subject=" ")
    problem(clerk.post("/documents", bad, Idempotency_Key="lan-1"), 422)
    assert not KeptAnswer.objects.exists()
    found(clerk.post("/documents", entry(agency.office), Idempotency_Key="lan-1"), 201)


@pytest.mark.parametrize("key", ["có dấu", "x" * 201, "hai từ"])
def test_an_unfit_key_is_refused(clerk: Caller, agency: Agency, key: str) -> None:
    response = clerk.post("/documents", entry(agency.office), Idempotency_Key=key)
    assert problem(response, 400)["code"] == "bad_key"
    assert not Document.objects.exists()


def test_a_key_is_forgotten_after_a_day(clerk: Caller, agency: Agency) -> None:
    body = entry(agency.office)
    found(clerk.post("/documents", body, Idempotency_Key="lan-1"), 201)
    KeptAnswer.objects.update(
        created_at=KeptAnswer.objects.get().created_at - dt.timedelta(hours=25)
    )
    found(clerk.post("/documents", body, Idempotency_Key="lan-1"), 201)
    assert Document.objects.count() == 2
    KeptAnswer.objects.update(
        created_at=KeptAnswer.objects.get().created_at - dt.timedelta(hours=25)
    )
    prune()
    assert not KeptAnswer.objects.exists()


def _together(*acts: Callable[[], HttpResponse]) -> list[HttpResponse]:
    answers: list[HttpResponse | None] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(at: int) -> None:
        try:
            gate.wait(timeout=20)
            answers[at] = acts[at]()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert None not in answers
    return answers  # type: ignore[return-value]


@pytest.mark.django_db(transaction=True)
def test_six_at_the_same_moment_are_one(lasting_agency: Agency) -> None:
    caller, body = caller_for(lasting_agency, "diepptn"), entry(lasting_agency.office)
    answers = _together(*[lambda: caller.post("/documents", body, Idempotency_Key="cung-luc")] * 6)
    assert [a.status_code for a in answers] == [201] * 6
    assert len({a.content for a in answers}) == 1
    assert sum("Idempotent-Replayed" in a for a in answers) == 5
    assert Document.objects.count() == 1
    assert Book.objects.get(office=lasting_agency.office).last_number == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_corrections_of_one_version_one_wins(lasting_agency: Agency) -> None:
    paper = make_document(lasting_agency.office)
    callers = [caller_for(lasting_agency, login) for login in ("diepptn", "yenmt")]
    address = f"/documents/{paper.uuid}"
    etag = callers[0].get(address)["ETag"]
    bodies = [
        entry(subject=f"V/v bản sửa {turn}", reason="Gõ nhầm", symbol=paper.symbol)
        for turn in range(2)
    ]
    answers = _together(
        lambda: callers[0].put(address, bodies[0], If_Match=etag),
        lambda: callers[1].put(address, bodies[1], If_Match=etag),
    )
    assert sorted(a.status_code for a in answers) == [200, 412]
    won = next(a for a in answers if a.status_code == 200)
    paper.refresh_from_db()
    assert paper.subject == won.json()["subject"]


@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_one_registers(lasting_agency: Agency) -> None:
    data = incoming_data(lasting_agency.office)
    waiting = receive_incoming(lasting_agency.actor("diepptn"), data=data)
    callers = [caller_for(lasting_agency, login) for login in ("diepptn", "yenmt")]
    answers = _together(
        *[lambda c=c: c.post(f"/documents/{waiting.uuid}/register") for c in callers]
    )
    assert sorted(a.status_code for a in answers) == [200, 409]
    assert Book.objects.get(office=lasting_agency.office).last_number == 1
