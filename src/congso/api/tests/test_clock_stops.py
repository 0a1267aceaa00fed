# SPDX-License-Identifier: AGPL-3.0-or-later
"""The clock of an incomplete paper, stopped and started by token."""

from __future__ import annotations

from congso.api.tests.callers import Caller, found, problem
from congso.documents.models import Document
from congso.documents.services import annexes
from congso.organisation.tests.factories import Agency

WHY = {"reason": "Thiếu phụ lục 02,\nbản quét mất trang 3"}


def test_the_office_stops_the_clock_and_starts_it(
    agency: Agency, chief: Caller, clerk: Caller, director: Caller, document: Document
) -> None:
    address = f"/documents/{document.uuid}"
    problem(chief.post(f"{address}/stop-clock", WHY), 403)  # nothing is missing
    annexes.mark_missing(agency.actor("diepptn"), document_id=document.pk, note="phụ lục 02")
    for caller in (clerk, director):
        problem(caller.post(f"{address}/stop-clock", WHY), 403)
    problem(chief.post(f"{address}/stop-clock", {"reason": " "}), 422)
    assert "stop_clock" in found(chief.get(address))["can"]
    stopped = found(chief.post(f"{address}/stop-clock", WHY, Idempotency_Key="dung"))
    assert stopped["clock_stopped_at"]
    assert "start_clock" in stopped["can"]
    assert len(found(chief.get("/lists/clock-stopped"))["items"]) == 1
    assert problem(chief.post(f"{address}/stop-clock", WHY), 409)["code"] == "wrong_state"
    started = found(chief.post(f"{address}/start-clock", {"reason": "Đã gửi bổ sung"}))
    assert started["clock_stopped_at"] is None
    assert found(chief.get("/lists/clock-stopped"))["items"] == []


def test_a_stranger_does_not_learn_of_the_paper(
    agency: Agency, stranger: Caller, document: Document
) -> None:
    for verb in ("stop-clock", "start-clock"):
        problem(stranger.post(f"/documents/{document.uuid}/{verb}", WHY), 404)
