# SPDX-License-Identifier: AGPL-3.0-or-later
"""A copy in another office follows its flow; the Office gives papers back to the clerk."""

from __future__ import annotations

import pytest

from congso.common.lifecycle import WrongState
from congso.common.policy import Denied
from congso.documents import queries
from congso.documents.models import Document
from congso.documents.services import register, transfer
from congso.documents.tests.web import client_of
from congso.organisation.tests.factories import Agency
from congso.routing.models import Flow, SentBack
from congso.routing.queries import desk
from congso.routing.services import extend, redirect, send_back
from congso.routing.services.redirect import AlreadyRegistered
from congso.routing.tests.factories import by_day, differences, directed, lead, lead_flow


def copy_of(flow: Flow) -> Document:
    return Document.objects.get(pk=flow.copy_id)


def test_taking_back_empties_the_other_offices_queue(agency: Agency, document: Document) -> None:
    flow = lead_flow(directed(agency, document, lead(agency, "CCTY")))
    assert queries.to_register(agency.actor("ngantt")).count() == 1
    redirect.take_back(agency.actor("dinhlq"), flow_id=flow.pk, reason="Giao Phòng Trồng trọt")
    copy = copy_of(flow)
    assert (copy.state, copy.set_aside_reason) == ("withdrawn", "Giao Phòng Trồng trọt")
    assert queries.to_register(agency.actor("ngantt")).count() == 0
    assert [paper.pk for paper in desk.withdrawn(agency.actor("ngantt"))] == [copy.pk]
    assert list(desk.withdrawn(agency.actor("diepptn"))) == []
    assert differences(copy) == []


def test_it_may_be_sent_there_again(agency: Agency, document: Document) -> None:
    flow = lead_flow(directed(agency, document, lead(agency, "CCTY")))
    redirect.take_back(agency.actor("dinhlq"), flow_id=flow.pk, reason="Giao lại sau")
    again = lead_flow(directed(agency, document, lead(agency, "CCTY")))
    assert again.copy_id not in (None, flow.copy_id)
    assert queries.to_register(agency.actor("ngantt")).count() == 1


def test_handing_on_takes_the_copy_back(agency: Agency, document: Document) -> None:
    flow = lead_flow(directed(agency, document, lead(agency, "CCTY")))
    redirect.forward(agency.actor("dinhlq"), flow_id=flow.pk, to=lead(agency, "TT"))
    assert copy_of(flow).state == "withdrawn"


def test_a_number_given_a_moment_before_the_news_counts(agency: Agency, document: Document) -> None:
    """The clerk has registered; the listener has not told the flow yet."""
    flow = lead_flow(directed(agency, document, lead(agency, "CCTY")))
    register.register(agency.actor("ngantt"), document_id=flow.copy_id or 0)
    flow.refresh_from_db()
    assert flow.copy_number == ""
    with pytest.raises(AlreadyRegistered):
        redirect.take_back(agency.actor("dinhlq"), flow_id=flow.pk, reason="Muộn")
    flow.refresh_from_db()
    assert (flow.state, copy_of(flow).state) == ("sent", "registered")


def test_a_copy_that_serves_two_directions_stays_with_the_second(
    agency: Agency, document: Document
) -> None:
    first = lead_flow(directed(agency, document, lead(agency, "CCTY")))
    second = lead_flow(directed(agency, document, lead(agency, "CCTY")))
    assert first.copy_id == second.copy_id
    redirect.take_back(agency.actor("dinhlq"), flow_id=first.pk, reason="Trùng")
    assert copy_of(second).state == "received"


def test_nobody_withdraws_by_hand(agency: Agency, document: Document) -> None:
    flow = lead_flow(directed(agency, document, lead(agency, "CCTY")))
    for login in ("ngantt", "dinhlq", "khiemtg"):
        with pytest.raises(Denied):
            transfer.withdraw(agency.actor(login), copy_id=flow.copy_id or 0, reason="Thử")
    assert copy_of(flow).state == "received"


def test_a_granted_extension_moves_the_copys_deadline(agency: Agency, document: Document) -> None:
    flow = lead_flow(directed(agency, document, lead(agency, "CCTY"), due=by_day(5)))
    asked = extend.ask_extension(
        agency.actor("datqv"), flow_id=flow.pk, until=by_day(9), reason="Chờ kết quả xét nghiệm"
    )
    extend.grant_extension(agency.actor("dinhlq"), extension_id=asked.pk)
    flow.refresh_from_db()
    assert copy_of(flow).due_at == flow.due_at == asked.wanted_at


def test_back_to_the_clerk_and_again_to_distribute(agency: Agency, document: Document) -> None:
    office, clerk = agency.actor("khiemtg"), agency.actor("diepptn")
    row = send_back.send_back(office, document_id=document.pk, reason="Trích yếu sai")
    assert list(desk.to_distribute(agency.actor("khiemtg"))) == []
    assert [one.pk for one in desk.sent_back(clerk)] == [row.pk]
    with pytest.raises(WrongState):
        send_back.send_back(office, document_id=document.pk, reason="Lần nữa")
    with pytest.raises(Denied):
        send_back.settle(agency.actor("tuntc"), sent_back_id=row.pk)
    send_back.settle(clerk, sent_back_id=row.pk)
    assert [paper.pk for paper in desk.to_distribute(agency.actor("khiemtg"))] == [document.pk]
    assert SentBack.objects.get().settled_by == agency.people["diepptn"]


def test_only_the_office_gives_back_and_with_a_reason(agency: Agency, document: Document) -> None:
    url = f"/documents/{document.uuid}/send-back/"
    for login in ("diepptn", "dinhlq", "dungctm"):
        assert client_of(agency, login).post(url, {"text": "Sai"}).status_code == 404
    assert client_of(agency, "khiemtg").post(url, {"text": ""}).status_code == 422
    assert SentBack.objects.count() == 0
    assert client_of(agency, "khiemtg").post(url, {"text": "Thiếu trang 2"}).status_code == 302
    assert SentBack.objects.get().reason == "Thiếu trang 2"
