# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import pytest

from congso.organisation.queries import forget_calendar
from congso.organisation.tests.factories import Agency, make_agency
from congso.reports import services


@pytest.fixture
def agency(db: None) -> Agency:
    forget_calendar()
    return make_agency()


@pytest.fixture(autouse=True)
def _own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr(services, "folder", lambda: tmp_path)
