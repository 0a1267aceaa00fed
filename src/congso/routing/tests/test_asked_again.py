# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work for a paper another office has distributed already reaches its Office (PRACTICE 1.3)."""

from __future__ import annotations

import pytest

from congso.audit.models import Entry
from congso.audit.queries import heard
from congso.documents.enums import State as PaperState
from congso.documents.models import Document
from congso.documents.services.join import join_into
from congso.documents.services.register import register
from congso.documents.tests.factories import make_document
from congso.notifications.models import Notice
from congso.organisation.tests.factories import Agency
from congso.routing import notices
from congso.routing.enums import FinishKind, PartyRole, State, WorkKind
from congso.routing.models import Direction, Flow
from congso.routing.queries import desk
from congso.routing.services import direct, handle, redirect
from congso.routing.tests.factories import (
    assigned,
    by_day,
    differences,
    directed,
    lead,
    lead_flow,
    party,
    slip,
    tell_all,
)


def directed_there(agency: Agency, paper: Document, **changes: object) -> Flow:
    """The head of the Chi cục gives the paper to its room for livestock disease."""
    made = slip(paper, lead(agency, "CCTY-QLDB"), text="Xử lý theo yêu cầu của Sở.", **changes)
    return lead_flow(direct.direct(agency.actor("datqv"), slip=made))


def handled_there(agency: Agency, flow: Flow) -> None:
    officer = lead_flow(assigned(agency, "trivc", flow, lead(agency, person="hanhutm")))
    handle.finish(agency.actor("hanhutm"), flow_id=officer.pk, kind=FinishKind.FILED)
    tell_all()


@pytest.fixture
def known(agency: Agency) -> Document:
    """The same paper, which came to the Chi cục by hand and is in its book."""
    return make_document(agency.branch_office)


def waiting_there(agency: Agency) -> list[int]:
    return list(desk.stranded(agency.actor("datqv")).values_list("pk", flat=True))


def told(msgid: str) -> list[str]:
    for entry in Entry.objects.filter(verb__in=notices.MAKERS).order_by("pk"):
        notices.tell(heard(entry.pk))
    rows = Notice.objects.filter(msgid=msgid)
    return sorted(rows.values_list("person__login", flat=True))


def sent_and_joined(agency: Agency, document: Document, known: Document) -> Flow:
    flow = lead_flow(directed(agency, document, lead(agency, "CCTY"), due=by_day(9)))
    assert flow.copy is not None
    join_into(agency.actor("ngantt"), received_id=flow.copy.pk, document_id=known.pk)
    tell_all()
    tell_all()  # heard twice
    flow.refresh_from_db()
    known.refresh_from_db()
    return flow


def test_a_copy_joined_to_a_finished_paper_opens_it_for_the_office(
    agency: Agency, document: Document, known: Document
) -> None:
    handled_there(agency, directed_there(agency, known, due=by_day(2)))
    assert Document.objects.get(pk=known.pk).state == PaperState.FINISHED

    flow = sent_and_joined(agency, document, known)

    assert (flow.state, flow.copy_number) == (State.ACCEPTED, known.number_text)
    assert (known.state, known.due_at) == (PaperState.DISTRIBUTED, by_day(9).at)
    assert waiting_there(agency) == [known.pk]
    assert told(notices.ASKED_AGAIN) == ["datqv"]

    inner = directed_there(agency, known)
    assert inner.due_at == by_day(9).at
    assert waiting_there(agency) == []
    handled_there(agency, inner)
    flow.refresh_from_db()
    assert (flow.state, Document.objects.get(pk=known.pk).state) == ("done", "finished")
    assert differences(known) == []


def test_what_is_under_way_there_does_not_end_the_new_work(
    agency: Agency, document: Document, known: Document
) -> None:
    inner = directed_there(agency, known, due=by_day(20))
    flow = sent_and_joined(agency, document, known)
    assert known.due_at == by_day(9).at
    assert waiting_there(agency) == [known.pk]
    handled_there(agency, inner)
    flow.refresh_from_db()
    assert (flow.state, Document.objects.get(pk=known.pk).state) == ("accepted", "distributed")

    # Nothing more is to be done there: passing it on for information says so.
    know = party(agency, PartyRole.KNOW, "CCTY-QLDB")
    made = slip(known, know, work_kind=WorkKind.TO_KNOW, text="")
    direct.direct(agency.actor("datqv"), slip=made)
    tell_all()
    flow.refresh_from_db()
    assert (flow.state, Document.objects.get(pk=known.pk).state) == ("done", "finished")


def test_the_department_closes_work_that_waits_there(
    agency: Agency, document: Document, known: Document
) -> None:
    inner = directed_there(agency, known)
    flow = sent_and_joined(agency, document, known)
    handled_there(agency, inner)
    redirect.close(agency.actor("dinhlq"), flow_id=flow.pk, reason="Chi cục đã xử lý rồi")
    assert Document.objects.get(pk=known.pk).state == PaperState.FINISHED
    assert waiting_there(agency) == []


def test_a_second_direction_reaches_a_copy_that_is_handled(
    agency: Agency, document: Document
) -> None:
    first = lead_flow(directed(agency, document, lead(agency, "CCTY"), due=by_day(3)))
    copy = register(agency.actor("ngantt"), document_id=first.copy_id)
    tell_all()
    handled_there(agency, directed_there(agency, copy))
    assert waiting_there(agency) == []
    second = directed(agency, document, lead(agency, "CCTY"), text="Bổ sung.", due=by_day(8))
    tell_all()
    flow = lead_flow(second)
    assert (flow.copy, flow.state) == (copy, State.ACCEPTED)
    assert Document.objects.get(pk=copy.pk).state == PaperState.DISTRIBUTED
    assert waiting_there(agency) == [copy.pk]
    assert Direction.objects.filter(document=copy).count() == 2  # of the Chi cục's own, as before


def test_work_reopened_here_is_open_there(agency: Agency, document: Document) -> None:
    flow = lead_flow(directed(agency, document, lead(agency, "CCTY")))
    copy = register(agency.actor("ngantt"), document_id=flow.copy_id)
    tell_all()
    handled_there(agency, directed_there(agency, copy))
    assert Flow.objects.get(pk=flow.pk).state == State.DONE

    redirect.reopen(agency.actor("dinhlq"), flow_id=flow.pk, reason="Số liệu chưa đúng")
    tell_all()

    assert Flow.objects.get(pk=flow.pk).state == State.IN_PROGRESS
    assert Document.objects.get(pk=copy.pk).state == PaperState.DISTRIBUTED
    assert waiting_there(agency) == [copy.pk]
    assert told(notices.REOPENED_THERE) == ["datqv"]
    handled_there(agency, directed_there(agency, copy))
    assert Flow.objects.get(pk=flow.pk).state == State.DONE
    assert Document.objects.get(pk=document.pk).state == PaperState.FINISHED


def test_work_closed_too_early_goes_on_there_when_it_is_reopened(
    agency: Agency, document: Document
) -> None:
    flow = lead_flow(directed(agency, document, lead(agency, "CCTY")))
    redirect.close(agency.actor("dinhlq"), flow_id=flow.pk, reason="Không cần nữa")
    redirect.reopen(agency.actor("dinhlq"), flow_id=flow.pk, reason="Vẫn cần")
    copy = register(agency.actor("ngantt"), document_id=flow.copy_id)
    tell_all()
    flow.refresh_from_db()
    assert (flow.state, flow.copy_number) == (State.IN_PROGRESS, copy.number_text)
    assert waiting_there(agency) == []
    handled_there(agency, directed_there(agency, copy))
    assert Flow.objects.get(pk=flow.pk).state == State.DONE


def test_a_second_direction_after_a_join_reaches_the_paper_it_was_joined_to(
    agency: Agency, document: Document, known: Document
) -> None:
    sent_and_joined(agency, document, known)
    directed_there(agency, known)
    assert waiting_there(agency) == []
    second = lead_flow(directed(agency, document, lead(agency, "CCTY"), text="Bổ sung."))
    tell_all()
    second.refresh_from_db()
    assert (second.copy, second.state) == (known, State.ACCEPTED)
    assert waiting_there(agency) == [known.pk]
