# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import pytest

from congso.common.lifecycle import WrongState
from congso.common.policy import Denied
from congso.documents.models import Document
from congso.documents.tests.factories import make_document
from congso.organisation.tests.factories import Agency, make_agency
from congso.routing.enums import PartyRole
from congso.routing.parties import Party, ProposalData, Slip
from congso.routing.services import assign as assigning
from congso.routing.services import direct, propose
from congso.workfiles import queries, services
from congso.workfiles.models import WorkFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return make_agency()


def given_to_officer(agency: Agency) -> tuple[Document, int]:
    """A paper on the desk of tuntc; returns it and the id of her flow."""
    document = make_document(agency.office)
    lead = Party(PartyRole.LEAD, unit_id=agency.units["TT"].pk)
    data = ProposalData(
        document_id=document.pk, parties=(lead,), leader_id=agency.people["chauvtm"].pk
    )
    proposal = propose.propose(agency.actor("khiemtg"), data=data, present_now=True)
    direction = direct.agree(agency.actor("chauvtm"), proposal_id=proposal.pk)
    flow = direction.flows.get()
    slip = Slip(
        document_id=document.pk,
        parties=(Party(PartyRole.LEAD, person_id=agency.people["tuntc"].pk),),
    )
    below = assigning.assign(agency.actor("dungctm"), flow_id=flow.pk, slip=slip)
    return document, below.flows.get().pk


@pytest.mark.requirement("R-48")
def test_work_is_finished_into_a_new_file_and_the_paper_is_handled(agency: Agency) -> None:
    document, flow_id = given_to_officer(agency)
    new = services.WorkFileData("Khôi phục sản xuất vụ Đông Xuân sau mưa lũ")
    flow = services.finish_into_file(agency.actor("tuntc"), flow_id=flow_id, new_file=new)
    work_file = WorkFile.objects.get()
    assert flow.finish_kind == "filed"
    assert flow.finish_note == work_file.title
    assert list(work_file.contents.values_list("document", "ordinal")) == [(document.pk, 1)]
    assert Document.objects.get(pk=document.pk).state == "finished"


def test_without_a_title_nothing_is_finished(agency: Agency) -> None:
    document, flow_id = given_to_officer(agency)
    with pytest.raises(services.NoTitle):
        services.finish_into_file(agency.actor("tuntc"), flow_id=flow_id)
    assert not WorkFile.objects.exists()
    assert Document.objects.get(pk=document.pk).state == "distributed"


def test_a_stranger_neither_sees_nor_fills_a_file(agency: Agency) -> None:
    opened = services.open_file(
        agency.actor("tuntc"), data=services.WorkFileData("Hồ sơ lịch thời vụ")
    )
    stranger = agency.actor("khoava")
    assert queries.get_for(stranger, "view", opened.uuid) is None
    paper = make_document(agency.office)
    with pytest.raises(Denied):
        services.put_in(stranger, work_file_id=opened.pk, document_id=paper.pk)


def test_a_paper_out_of_sight_cannot_be_put_in(agency: Agency) -> None:
    opened = services.open_file(agency.actor("tuntc"), data=services.WorkFileData("Hồ sơ A"))
    paper = make_document(agency.office)
    with pytest.raises(Denied):
        services.put_in(agency.actor("tuntc"), work_file_id=opened.pk, document_id=paper.pk)
    assert not opened.contents.exists()


def test_a_closed_file_takes_nothing_more(agency: Agency) -> None:
    document, _flow_id = given_to_officer(agency)
    opened = services.open_file(agency.actor("tuntc"), data=services.WorkFileData("Hồ sơ B"))
    services.close_file(agency.actor("tuntc"), work_file_id=opened.pk)
    with pytest.raises(Denied):
        services.put_in(agency.actor("tuntc"), work_file_id=opened.pk, document_id=document.pk)
    with pytest.raises((WrongState, Denied)):
        services.close_file(agency.actor("tuntc"), work_file_id=opened.pk)
    assert services.reopen_file(agency.actor("dungctm"), work_file_id=opened.pk).closed_at is None


def test_files_are_found_without_accents(agency: Agency) -> None:
    services.open_file(agency.actor("tuntc"), data=services.WorkFileData("Phòng, chống hạn mặn"))
    assert queries.files_for(agency.actor("tuntc"), text="chong han man").count() == 1
    assert queries.files_for(agency.actor("tuntc"), text="bão").count() == 0


def test_put_in_or_open_does_both_or_neither(agency: Agency) -> None:
    document, _flow_id = given_to_officer(agency)
    officer = agency.actor("tuntc")
    content = services.put_in_or_open(
        officer, document_id=document.pk, new_file=services.WorkFileData("Hồ sơ mới")
    )
    assert (content.ordinal, content.work_file.title) == (1, "Hồ sơ mới")
    unseen = make_document(agency.office)
    with pytest.raises(Denied):
        services.put_in_or_open(
            officer, document_id=unseen.pk, new_file=services.WorkFileData("Hồ sơ khác")
        )
    with pytest.raises(services.NoTitle):
        services.put_in_or_open(officer, document_id=document.pk)
    assert WorkFile.objects.get().title == "Hồ sơ mới"


def test_only_the_keeper_takes_a_paper_out_and_the_others_keep_their_numbers(
    agency: Agency,
) -> None:
    document, _flow_id = given_to_officer(agency)
    other, _flow_id = given_to_officer(agency)
    officer = agency.actor("tuntc")
    opened = services.open_file(officer, data=services.WorkFileData("Hồ sơ C"))
    first = services.put_in(officer, work_file_id=opened.pk, document_id=document.pk)
    services.put_in(officer, work_file_id=opened.pk, document_id=other.pk)
    for login in ("dungctm", "tamnv2", "khoava"):
        with pytest.raises(Denied):
            services.take_out(agency.actor(login), content_id=first.pk)
    services.take_out(officer, content_id=first.pk)
    assert list(opened.contents.values_list("document", "ordinal")) == [(other.pk, 2)]
    services.close_file(officer, work_file_id=opened.pk)
    with pytest.raises(Denied):
        services.take_out(officer, content_id=opened.contents.get().pk)
