# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages as the people of the test agency see them."""

from __future__ import annotations

from typing import Any

from django.test import Client

from congso.common import clock
from congso.documents.models import DocumentType
from congso.filestore.models import Blob
from congso.filestore.services import keep_bytes
from congso.organisation.tests.factories import Agency


def client_of(agency: Agency, login: str) -> Client:
    """A browser in which the person is signed in."""
    client = Client()
    client.force_login(agency.people[login])
    return client


def entered(agency: Agency, **changes: Any) -> dict[str, Any]:
    """What the clerk's form sends for an ordinary letter of the Finance Department."""
    day = clock.today()
    fields: dict[str, Any] = {
        "office": str(agency.office.pk),
        "arrived_on": f"{day:%d/%m/%Y}",
        "road": "post",
        "issuer": f"agency:{agency.issuers['Sở Tài chính'].pk}",
        "type": str(DocumentType.objects.get(code="official_letter").pk),
        "symbol": "3187/STC-NS",
        "issued_on": f"{day:%d/%m/%Y}",
        "subject": "V/v rà soát, báo cáo kinh phí hỗ trợ khắc phục thiệt hại do mưa lũ",
        "urgency": "2",
        "secrecy": "normal",
    }
    return {name: value for name, value in {**fields, **changes}.items() if value is not None}


def kept(agency: Agency, data: bytes, name: str, login: str = "diepptn") -> Blob:
    """A content that is in the store."""
    return keep_bytes(agency.actor(login), data, name)
