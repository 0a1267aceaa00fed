# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody who leaves has in hand or waits for his word, as his leaving counts it."""

from __future__ import annotations

import pytest

from congso.administration import open_work
from congso.documents.tests.factories import make_document
from congso.organisation.tests.factories import Agency, make_agency
from congso.routing.enums import Way
from congso.routing.services import direct, enter, extend
from congso.routing.services.enter import Entered
from congso.routing.tests.factories import by_day, directed, lead, lead_flow, presented, slip
from congso.workfiles import services as files

pytestmark = pytest.mark.django_db
PROPOSALS, LATER, WORDS = (
    "Văn bản chờ cho ý kiến", "Đề nghị gia hạn chờ trả lời", "Bút phê chờ xác nhận",
)  # fmt: skip


@pytest.fixture
def agency() -> Agency:
    return make_agency()


def waits_for(agency: Agency, login: str) -> dict[str, int]:
    return dict(open_work.decisions(agency.people[login].pk))


def test_what_waits_for_the_word_of_a_leader(agency: Agency) -> None:
    assert waits_for(agency, "chauvtm") == {PROPOSALS: 0, LATER: 0, WORDS: 0}
    proposal = presented(agency, make_document(agency.office), due=by_day(5))
    assert waits_for(agency, "chauvtm") == {PROPOSALS: 1, LATER: 0, WORDS: 0}
    flow = lead_flow(direct.agree(agency.actor("chauvtm"), proposal_id=proposal.pk))
    extend.ask_extension(
        agency.actor("dungctm"), flow_id=flow.pk, until=by_day(7), reason="Chờ số liệu 3 huyện"
    )
    assert waits_for(agency, "chauvtm") == {PROPOSALS: 0, LATER: 1, WORDS: 0}
    enter.enter_direction(
        agency.actor("khiemtg"),
        slip=slip(make_document(agency.office), lead(agency, "TT"), text="Giao Trồng trọt."),
        entered=Entered(agency.people["chauvtm"].pk, Way.SPOKEN),
    )
    assert waits_for(agency, "chauvtm") == {PROPOSALS: 0, LATER: 1, WORDS: 1}
    assert waits_for(agency, "bachnh") == {PROPOSALS: 0, LATER: 0, WORDS: 0}


def test_work_files_in_hand_until_another_has_them(agency: Agency) -> None:
    document = make_document(agency.office)
    directed(agency, document, lead(agency, person="tuntc"))
    made = files.WorkFileData("Hồ sơ dịch hại lúa 2026")
    content = files.put_in_or_open(agency.actor("tuntc"), document_id=document.pk, new_file=made)
    assert [count for _name, count in open_work.work_files(agency.people["tuntc"].pk)] == [1]
    files.hand_over(
        agency.actor("dungctm"), work_file_id=content.work_file_id,
        keeper_id=agency.people["tamnv2"].pk,
    )  # fmt: skip
    assert [count for _name, count in open_work.work_files(agency.people["tuntc"].pk)] == [0]
