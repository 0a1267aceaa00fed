# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import pytest

from congso.organisation.queries import forget_calendar
from congso.organisation.tests.factories import Agency, make_agency


@pytest.fixture
def agency(db: None) -> Agency:
    """The small Department of the tests."""
    forget_calendar()
    return make_agency()
