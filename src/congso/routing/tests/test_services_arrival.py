# SPDX-License-Identifier: AGPL-3.0-or-later
"""To a Chi cục: its own copy and number; here only received, handled, returned (PRACTICE 1.3)."""

from __future__ import annotations

import pytest

from congso.common.policy import Denied
from congso.documents.enums import State as PaperState
from congso.documents.models import Document
from congso.documents.services import returns
from congso.documents.services.register import register
from congso.routing.deadlines import DueTooLate
from congso.routing.enums import FinishKind, PartyRole, State
from congso.routing.models import Flow
from congso.routing.queries import desk
from congso.routing.queries.tree import flows_behind, tree_of
from congso.routing.services import direct, extend, handle, redirect
from congso.routing.tests.factories import (
    TEXT,
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
from congso.routing.tests.test_visibility import READERS, seen_by


@pytest.fixture
def flow(agency, document):
    return lead_flow(
        directed(
            agency,
            document,
            lead(agency, "CCTY"),
            party(agency, PartyRole.COOPERATE, "TT"),
            due=by_day(9),
        )
    )


def test_the_copy_waits_there_complete_and_the_parent_stays_unseen(agency, document, flow):
    copy = flow.copy
    assert (copy.office, copy.state) == (agency.branch_office, PaperState.RECEIVED)
    assert (copy.due_at, copy.transfer_note) == (by_day(9).at, TEXT)
    assert seen_by(agency, document) == READERS | {"bachnh", "dungctm", "tamnv"}  # field: bachnh
    assert seen_by(agency, copy) == {"datqv", "ngantt"}
    assert not desk.to_assign(agency.actor("datqv")).exists()
    for act in (handle.accept, handle.start):
        with pytest.raises(Denied):
            act(agency.actor("datqv"), flow_id=flow.pk)
    assert differences(document) == differences(copy) == []


def test_received_handled_there_done_here(agency, document, flow):
    copy = register(agency.actor("ngantt"), document_id=flow.copy_id)
    tell_all()
    flow.refresh_from_db()
    assert (flow.state, flow.copy_number) == (State.ACCEPTED, copy.number_text)
    assert flow.received_at == copy.registered_at

    inner = lead_flow(
        direct.direct(
            agency.actor("datqv"), slip=slip(copy, lead(agency, "CCTY-QLDB"), text="Nội bộ.")
        )
    )
    assert inner.due_at == flow.due_at
    officer = lead_flow(assigned(agency, "trivc", inner, lead(agency, person="hanhutm")))
    handle.finish(agency.actor("hanhutm"), flow_id=officer.pk, kind=FinishKind.FILED)
    copy.refresh_from_db()
    assert copy.state == PaperState.FINISHED
    tell_all()
    tell_all()  # heard twice

    flow.refresh_from_db()
    document.refresh_from_db()
    assert (flow.state, flow.finish_kind) == (State.DONE, FinishKind.ANSWERED)
    assert document.state == PaperState.FINISHED
    silent = Flow.objects.get(document=document, role="cooperate")
    assert silent.finish_kind == FinishKind.NO_OPINION
    # of the inner work nothing is seen here
    names = {node.name for node in tree_of(document).nodes()}
    assert names == {"Chi cục Thú y", "Phòng Trồng trọt"}
    assert flows_behind(copy) == [flow]


def test_returned_by_the_other_clerk_with_his_reason(agency, document, flow):
    returns.return_to_sender(
        agency.actor("ngantt"), document_id=flow.copy_id, reason="Việc của Chi cục Thủy sản"
    )
    tell_all()
    flow.refresh_from_db()
    assert (flow.state, flow.reason) == (State.RETURNED, "Việc của Chi cục Thủy sản")
    assert desk.returned(agency.actor("khiemtg")).get() == flow
    fresh = redirect.forward(agency.actor("khiemtg"), flow_id=flow.pk, to=lead(agency, "KHTC"))
    assert fresh.copy is None
    assert differences(document) == []


def test_once_numbered_there_it_is_not_called_back(agency, document, flow):
    register(agency.actor("ngantt"), document_id=flow.copy_id)
    tell_all()
    with pytest.raises(redirect.AlreadyRegistered):
        redirect.take_back(agency.actor("khiemtg"), flow_id=flow.pk, reason="Gửi nhầm")
    with pytest.raises(redirect.AlreadyRegistered):
        redirect.forward(agency.actor("khiemtg"), flow_id=flow.pk, to=lead(agency, "KHTC"))
    flow.refresh_from_db()
    assert flow.state == State.ACCEPTED


def test_the_head_there_asks_here_for_a_later_date(agency, flow):
    copy = register(agency.actor("ngantt"), document_id=flow.copy_id)
    tell_all()
    made = slip(copy, lead(agency, "CCTY-QLDB"), due=by_day(11))
    with pytest.raises(DueTooLate):
        direct.direct(agency.actor("datqv"), slip=made)
    extension = extend.ask_extension(
        agency.actor("datqv"), flow_id=flow.pk, until=by_day(12), reason="Chờ kết quả xét nghiệm"
    )
    extend.grant_extension(agency.actor("dinhlq"), extension_id=extension.pk)
    assert lead_flow(direct.direct(agency.actor("datqv"), slip=made)).due_at == by_day(11).at


def test_two_directions_to_one_chi_cuc_share_its_copy(agency, document, flow):
    second = lead_flow(directed(agency, document, lead(agency, "CCTY"), text="Thêm việc 2."))
    assert second.copy_id == flow.copy_id
    assert Document.objects.filter(source=document).count() == 1
    register(agency.actor("ngantt"), document_id=flow.copy_id)
    tell_all()
    assert set(Flow.objects.filter(role="lead").values_list("state", flat=True)) == {State.ACCEPTED}
