# SPDX-License-Identifier: AGPL-3.0-or-later
"""What waits for somebody who left or moved: who stands at the head takes it up."""

from __future__ import annotations

import datetime as dt

import pytest

from congso.audit.models import Entry
from congso.audit.queries import heard
from congso.common import clock
from congso.common.policy import Denied
from congso.documents.models import Document
from congso.documents.tests.web import client_of
from congso.notifications.models import Notice
from congso.organisation.models import Post
from congso.organisation.tests.factories import Agency
from congso.routing import notices
from congso.routing.enums import State, Way
from congso.routing.models import ConfirmationClosed, Direction, Extension, Flow
from congso.routing.parties import UnfitDirection
from congso.routing.queries import desk
from congso.routing.services import direct, enter, extend, handle, redirect
from congso.routing.services.enter import Entered
from congso.routing.tests.factories import (
    assigned,
    by_day,
    directed,
    lead,
    lead_flow,
    presented,
    slip,
)


def leaves(agency: Agency, login: str) -> None:
    """His posts ended yesterday."""
    ended = clock.today() - dt.timedelta(days=1)
    Post.objects.filter(person=agency.people[login]).update(valid_until=ended)


def asked(agency: Agency, flow: Flow, login: str = "dungctm") -> Extension:
    return extend.ask_extension(
        agency.actor(login), flow_id=flow.pk, until=by_day(7), reason="Chờ số liệu 3 huyện"
    )


def agreed_by_chau(agency: Agency, document: Document) -> Flow:
    proposal = presented(agency, document, due=by_day(5))
    return lead_flow(direct.agree(agency.actor("chauvtm"), proposal_id=proposal.pk))


def told(msgid: str) -> list[str]:
    for entry in Entry.objects.filter(verb__in=notices.MAKERS).order_by("pk"):
        notices.tell(heard(entry.pk))
    return sorted(Notice.objects.filter(msgid=msgid).values_list("person__login", flat=True))


# --- a later date


def test_the_head_decides_what_was_asked_of_a_leader_who_left(
    agency: Agency, document: Document
) -> None:
    extension = asked(agency, agreed_by_chau(agency, document))
    assert list(desk.extensions_to_decide(agency.actor("chauvtm"))) == [extension]
    assert not desk.extensions_to_decide(agency.actor("dinhlq")).exists()

    leaves(agency, "chauvtm")
    assert list(desk.extensions_to_decide(agency.actor("dinhlq"))) == [extension]
    for login in ("chauvtm", "bachnh", "khiemtg", "dungctm"):
        assert not desk.extensions_to_decide(agency.actor(login)).exists()
    assert told(notices.ASKED) == ["dinhlq"]
    extend.grant_extension(agency.actor("dinhlq"), extension_id=extension.pk)
    assert Flow.objects.get().due_at == by_day(7).at


def test_inside_a_unit_its_head_decides_for_the_deputy_who_left(
    agency: Agency, document: Document
) -> None:
    flow = lead_flow(directed(agency, document, due=by_day(9)))
    officer = lead_flow(
        assigned(agency, "tamnv", flow, lead(agency, person="tuntc"), due=by_day(3))
    )
    extension = asked(agency, officer, "tuntc")
    assert not desk.extensions_to_decide(agency.actor("dungctm")).exists()
    leaves(agency, "tamnv")
    assert list(desk.extensions_to_decide(agency.actor("dungctm"))) == [extension]
    assert not desk.extensions_to_decide(agency.actor("lyhc")).exists()
    assert told(notices.ASKED) == ["dungctm"]
    with pytest.raises(Denied):
        extend.refuse_extension(agency.actor("lyhc"), extension_id=extension.pk, reason="Không")
    extend.refuse_extension(agency.actor("dungctm"), extension_id=extension.pk, reason="Đã giục")


def test_a_date_that_passed_while_nobody_decided_is_said_in_words(
    agency: Agency, document: Document
) -> None:
    extension = asked(agency, agreed_by_chau(agency, document))
    long_ago = clock.now() - dt.timedelta(days=2)
    Extension.objects.update(old_due_at=long_ago - dt.timedelta(days=1), wanted_at=long_ago)
    answer = client_of(agency, "chauvtm").post(
        f"/documents/extensions/{extension.pk}/grant/", follow=True
    )
    assert answer.status_code == 200
    assert "đề nghị từ chối" in answer.content.decode()


# --- work returned inside a unit


def test_the_head_sees_what_is_returned_to_the_deputy_who_gave_it(
    agency: Agency, document: Document
) -> None:
    flow = lead_flow(directed(agency, document))
    officer = lead_flow(assigned(agency, "tamnv", flow, lead(agency, person="tuntc")))
    handle.return_flow(agency.actor("tuntc"), flow_id=officer.pk, reason="Đi học dài hạn")
    for login in ("tamnv", "dungctm"):
        assert desk.returned(agency.actor(login)).get() == officer
    for login in ("lyhc", "dinhlq", "khiemtg", "tamnv2"):
        assert not desk.returned(agency.actor(login)).exists()
    fresh = redirect.forward(
        agency.actor("dungctm"), flow_id=officer.pk, to=lead(agency, person="tamnv2")
    )
    assert fresh.state == State.SENT
    assert not desk.returned(agency.actor("dungctm")).exists()


# --- words that a leader never confirmed


@pytest.fixture
def words(agency: Agency, document: Document) -> Direction:
    return enter.enter_direction(
        agency.actor("khiemtg"),
        slip=slip(document, lead(agency, "TT"), text="Giao Trồng trọt."),
        entered=Entered(agency.people["chauvtm"].pk, Way.SPOKEN),
    )


def test_words_of_a_leader_who_left_are_closed_with_a_note(
    agency: Agency, document: Document, words: Direction
) -> None:
    close = f"/documents/directions/{words.pk}/close-confirmation/"
    assert client_of(agency, "khiemtg").get(close).status_code == 404  # she is there and may
    leaves(agency, "chauvtm")
    for login in ("diepptn", "dungctm", "bachnh", "datqv"):
        with pytest.raises(Denied):
            enter.close_confirmation(agency.actor(login), direction_id=words.pk, note="Đã nghỉ")
    with pytest.raises(UnfitDirection):
        enter.close_confirmation(agency.actor("khiemtg"), direction_id=words.pk, note=" ")

    client = client_of(agency, "khiemtg")
    assert close in client.get(f"/documents/{document.uuid}/").content.decode()
    assert client.post(close, {"text": "PGĐ Châu nghỉ hưu từ 01/11"}).status_code == 302
    assert ConfirmationClosed.objects.get().closed_by == agency.people["khiemtg"]
    assert not desk.unconfirmed_of_office(agency.actor("khiemtg")).exists()
    page = client.get(f"/documents/{document.uuid}/").content.decode()
    assert close not in page
    assert "lãnh đạo đã thôi giữ chức vụ trước khi xác nhận" in page
    assert "PGĐ Châu nghỉ hưu từ 01/11" in page
    words.refresh_from_db()
    assert words.confirmed_at is None
    with pytest.raises(Denied):
        enter.close_confirmation(agency.actor("dinhlq"), direction_id=words.pk, note="Nữa")


def test_the_head_of_the_agency_closes_them_too(agency: Agency, words: Direction) -> None:
    leaves(agency, "chauvtm")
    assert desk.unconfirmed_of_office(agency.actor("khiemtg")).get() == words
    enter.close_confirmation(agency.actor("dinhlq"), direction_id=words.pk, note="Đã nghỉ hưu")
    assert not desk.unconfirmed_of_office(agency.actor("khiemtg")).exists()
