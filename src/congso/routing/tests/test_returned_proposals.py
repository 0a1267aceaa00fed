# SPDX-License-Identifier: AGPL-3.0-or-later
"""A further proposal that a leader returns is not lost, and holds no paper (PRACTICE 2.2)."""

from __future__ import annotations

import pytest

from congso.documents.enums import State as PaperState
from congso.documents.models import Document
from congso.documents.tests.web import client_of
from congso.organisation.tests.factories import Agency
from congso.routing.enums import FinishKind, Stage
from congso.routing.models import Proposal
from congso.routing.queries import desk
from congso.routing.services import direct, handle, propose
from congso.routing.tests.factories import directed, lead, lead_flow, presented


def given_back(agency: Agency, proposal: Proposal) -> Proposal:
    return direct.return_to_office(
        agency.actor("chauvtm"), proposal_id=proposal.pk, reason="Phòng Trồng trọt đã làm rồi"
    )


@pytest.fixture
def returned(agency: Agency, document: Document) -> Proposal:
    """The lead finished while one more direction lay before the leader, who gave it back."""
    flow = lead_flow(directed(agency, document))
    further = presented(agency, document, lead(agency, "KHTC"))
    handle.finish(agency.actor("dungctm"), flow_id=flow.pk, kind=FinishKind.FILED)
    document.refresh_from_db()
    assert document.state == PaperState.DISTRIBUTED
    return given_back(agency, further)


def test_the_paper_is_finished_and_the_office_sees_what_came_back(
    agency: Agency, document: Document, returned: Proposal
) -> None:
    document.refresh_from_db()
    assert document.state == PaperState.FINISHED
    assert desk.returned_proposals(agency.actor("khiemtg")).get() == returned
    for login in ("diepptn", "dinhlq", "dungctm", "datqv"):
        assert not desk.returned_proposals(agency.actor(login)).exists()
    page = client_of(agency, "khiemtg").get("/documents/list/returned-proposals/")
    assert "Phòng Trồng trọt đã làm rồi" in page.content.decode()


def test_the_office_lets_it_rest(agency: Agency, document: Document, returned: Proposal) -> None:
    client = client_of(agency, "khiemtg")
    undo = f"/documents/proposals/{returned.pk}/undo/"
    assert undo in client.get(f"/documents/{document.uuid}/").content.decode()
    assert (
        undo not in client_of(agency, "dinhlq").get(f"/documents/{document.uuid}/").content.decode()
    )
    assert client_of(agency, "dungctm").post(undo).status_code == 404
    assert client.post(undo).headers["Location"] == f"/documents/{document.uuid}/"
    returned.refresh_from_db()
    assert (returned.stage, returned.return_reason) == (
        Stage.SUPERSEDED, "Phòng Trồng trọt đã làm rồi",
    )  # fmt: skip
    assert not desk.returned_proposals(agency.actor("khiemtg")).exists()


def test_a_new_proposal_or_a_direction_takes_it_off_the_list(
    agency: Agency, document: Document, returned: Proposal
) -> None:
    anew = presented(agency, document, lead(agency, "KHTC"))
    assert not desk.returned_proposals(agency.actor("khiemtg")).exists()
    given_back(agency, anew)
    assert desk.returned_proposals(agency.actor("khiemtg")).get() == anew
    directed(agency, document, lead(agency, "KHTC"))
    assert not desk.returned_proposals(agency.actor("khiemtg")).exists()


def test_a_first_proposal_returned_is_to_be_distributed_as_before(
    agency: Agency, document: Document
) -> None:
    given_back(agency, presented(agency, document))
    assert desk.to_distribute(agency.actor("khiemtg")).get() == document
    assert not desk.returned_proposals(agency.actor("khiemtg")).exists()
    ready = propose.withdraw(agency.actor("khiemtg"), proposal_id=document.proposals.get().pk)
    assert ready.stage == Stage.SUPERSEDED
    assert desk.to_distribute(agency.actor("khiemtg")).get() == document
