# SPDX-License-Identifier: AGPL-3.0-or-later
"""The receipt to the sender: owed once, to agencies outside, seen by the clerk (B-05)."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from congso.audit.models import Entry
from congso.common.policy import Denied
from congso.documents.enums import ReceiptState, Road
from congso.documents.incoming import InvalidPaper
from congso.documents.incoming_lists import RECEIPTS
from congso.documents.models import Document, Receipt
from congso.documents.services import blocks, join, restrict, transfer, void
from congso.documents.services.complete import complete
from congso.documents.services.insert import insert
from congso.documents.services.receipts import hand_receipt
from congso.documents.services.register import receive_incoming, register
from congso.documents.tests.factories import incoming_data, make_document
from congso.documents.tests.web import client_of
from congso.organisation.models import ExternalAgency, RegistryOffice
from congso.organisation.tests.factories import Agency, make_agency

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("B-05")]


@pytest.fixture
def agency() -> Agency:
    return make_agency()


def from_directory(agency: Agency, email: str = "") -> Document:
    """A paper of an agency of the directory."""
    issuer = agency.issuers["Sở Tài chính"]
    ExternalAgency.objects.filter(pk=issuer.pk).update(email=email)
    return make_document(agency.office, issuer_id=issuer.pk, issuer_name="")


def listed(agency: Agency, login: str) -> list[Document]:
    return [row.document for row in RECEIPTS.page(agency.actor(login)).rows]


def test_one_row_for_each_registered_paper_whatever_the_road_to_its_number(agency: Agency) -> None:
    clerk = agency.actor("diepptn")
    straight = make_document(agency.office)
    waiting = receive_incoming(clerk, data=incoming_data(agency.office))
    assert not Receipt.objects.filter(document=waiting).exists()
    register(clerk, document_id=waiting.pk)
    block = blocks.open_batch(clerk, office_id=agency.office.pk, count=1)
    blank = block.documents.get()
    assert not Receipt.objects.filter(document=blank).exists()
    complete(clerk, document_id=blank.pk, data=incoming_data(agency.office))
    inserted = insert(
        agency.actor("khiemtg"), data=incoming_data(agency.office), reason="Sót văn bản",
        after_number=straight.number or 0,
    )  # fmt: skip
    arrived = straight.arrived_at
    join.join(clerk, document_id=straight.pk, road=Road.POST, arrived_at=arrived)
    owed = set(Receipt.objects.values_list("document", flat=True))
    assert owed == {straight.pk, waiting.pk, blank.pk, inserted.pk}
    assert set(Receipt.objects.values_list("state", flat=True)) == {ReceiptState.WAITING}


def test_none_is_owed_inside_the_house_nor_for_a_petition_nor_in_the_trial(agency: Agency) -> None:
    paper = make_document(agency.office)
    copy = transfer.send_to_office(
        agency.actor("khiemtg"), document_id=paper.pk, office_id=agency.branch_office.pk,
        due_at=None, note="",
    )  # fmt: skip
    register(agency.actor("ngantt"), document_id=copy.pk)
    unit = agency.units["TT"].pk
    make_document(agency.office, issuer_unit_id=unit, issuer_name="")
    make_document(agency.office, type_code="petition", issuer_name="Công dân")
    RegistryOffice.objects.filter(pk=agency.office.pk).update(is_trial=True)
    make_document(agency.office)
    assert list(Receipt.objects.values_list("document", flat=True)) == [paper.pk]


def test_the_clerk_sees_what_waits_and_where_it_would_go(agency: Agency) -> None:
    known = from_directory(agency, "vanthu@stc.example")
    clerk = client_of(agency, "diepptn")
    page = clerk.get(reverse("documents:list", args=["receipts"])).content.decode()
    assert "Chờ gửi qua thư điện tử tới vanthu@stc.example" in page
    detail = clerk.get(reverse("documents:detail", args=[known.uuid])).content.decode()
    assert "Chờ gửi qua thư điện tử tới vanthu@stc.example" in detail
    from_directory(agency)
    page = clerk.get(reverse("documents:list", args=["receipts"])).content.decode()
    assert "nơi gửi chưa có địa chỉ thư trong danh bạ" in page
    address = reverse("documents:list", args=["receipts"])
    for login in ("khiemtg", "tuntc"):
        assert client_of(agency, login).get(address).status_code == 404
    assert listed(agency, "ngantt") == []


def test_void_and_restricted_papers_leave_the_list(agency: Agency) -> None:
    first, second, third = (make_document(agency.office) for _turn in range(3))
    void.void(agency.actor("diepptn"), document_id=first.pk, reason="Vào sổ hai lần")
    readers = [agency.people["dinhlq"].pk]
    restrict.restrict(agency.actor("dinhlq"), document_id=second.pk, reader_ids=readers)
    assert listed(agency, "diepptn") == [third]
    page = client_of(agency, "khiemtg").get(reverse("documents:detail", args=[first.uuid]))
    assert "Biên nhận gửi nơi gửi" not in page.content.decode()


def test_handed_over_on_paper_it_waits_no_more(agency: Agency) -> None:
    paper = from_directory(agency)
    clerk = client_of(agency, "diepptn")
    act = reverse("documents:hand-receipt", args=[paper.uuid])
    detail = reverse("documents:detail", args=[paper.uuid])
    assert act in clerk.get(detail).content.decode()
    assert clerk.post(act).status_code == 302
    receipt = Receipt.objects.get()
    assert (receipt.state, receipt.handed_by) == (ReceiptState.HANDED, agency.people["diepptn"])
    assert listed(agency, "diepptn") == []
    shown = clerk.get(detail).content.decode()
    assert "Đã trao bản giấy" in shown
    assert act not in shown
    assert Entry.objects.filter(verb="document.receipt_handed", object_id=paper.pk).count() == 1
    with pytest.raises(InvalidPaper):
        hand_receipt(agency.actor("diepptn"), document_id=paper.pk)


@pytest.mark.parametrize("login", ["ngantt", "khiemtg", "dinhlq", "tuntc"])
def test_only_the_clerk_hands_it_over(agency: Agency, login: str) -> None:
    paper = make_document(agency.office)
    with pytest.raises(Denied):
        hand_receipt(agency.actor(login), document_id=paper.pk)
    act = reverse("documents:hand-receipt", args=[paper.uuid])
    assert client_of(agency, login).post(act).status_code == 404
    assert Receipt.objects.get().state == ReceiptState.WAITING


def test_fifty_rows_cost_what_one_does(agency: Agency, django_assert_max_num_queries: Any) -> None:
    make_document(agency.office)
    with django_assert_max_num_queries(20) as one:
        assert len(listed(agency, "diepptn")) == 1
    for _turn in range(3):
        make_document(agency.office)
    with django_assert_max_num_queries(len(one)):
        assert len(listed(agency, "diepptn")) == 4
