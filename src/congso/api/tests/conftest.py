# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import importlib
from types import SimpleNamespace

import pytest
from django.apps import apps

from congso.api.tests.callers import Caller, caller_for
from congso.documents.models import Document, DocumentType
from congso.documents.tests.factories import make_document
from congso.organisation.queries import forget_calendar
from congso.organisation.tests.factories import Agency, make_agency


@pytest.fixture
def place(settings, tmp_path):
    """An instance of its own: folders under a temporary one, no scanner."""
    settings.CONGSO_ENV = SimpleNamespace(
        data=SimpleNamespace(data_dir=tmp_path, blobs=(tmp_path / "blobs").as_uri()),
        scan=SimpleNamespace(clamd=None),
    )
    return tmp_path


@pytest.fixture
def agency(db: None) -> Agency:
    forget_calendar()
    return make_agency()


@pytest.fixture
def lasting_agency(transactional_db: None) -> Agency:
    """The same with real commits, for acts at the same moment."""
    forget_calendar()
    if not DocumentType.objects.exists():  # emptied after another test with real commits
        migration = importlib.import_module("congso.documents.migrations.0003_document_types")
        migration.fill(apps, None)
    return make_agency()


@pytest.fixture
def document(agency: Agency) -> Document:
    return make_document(agency.office)


@pytest.fixture
def clerk(agency: Agency) -> Caller:
    return caller_for(agency, "diepptn")


@pytest.fixture
def chief(agency: Agency) -> Caller:
    """Chánh Văn phòng."""
    return caller_for(agency, "khiemtg")


@pytest.fixture
def director(agency: Agency) -> Caller:
    return caller_for(agency, "dinhlq")


@pytest.fixture
def head(agency: Agency) -> Caller:
    """Head of Phòng Trồng trọt."""
    return caller_for(agency, "dungctm")


@pytest.fixture
def officer(agency: Agency) -> Caller:
    """An officer of Phòng Trồng trọt."""
    return caller_for(agency, "tuntc")


@pytest.fixture
def stranger(agency: Agency) -> Caller:
    """The clerk of another registry office."""
    return caller_for(agency, "ngantt")
