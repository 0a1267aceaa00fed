# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import pytest

from congso.documents.models import Document
from congso.documents.tests.factories import make_document
from congso.organisation.queries import forget_calendar
from congso.organisation.tests.factories import Agency, make_agency


@pytest.fixture
def agency(db: None) -> Agency:
    forget_calendar()
    return make_agency()


@pytest.fixture
def document(agency: Agency) -> Document:
    return make_document(agency.office)
