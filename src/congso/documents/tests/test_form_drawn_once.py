# SPDX-License-Identifier: AGPL-3.0-or-later
"""The fields of the clerk's form that never change are drawn once; the others each time."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from congso.documents.forms import RegisterForm
from congso.documents.tests.factories import make_document
from congso.documents.tests.web import entered
from congso.organisation.tests.factories import make_agency
from congso.ui.templatetags import ui

pytestmark = pytest.mark.django_db


def drawn(form: RegisterForm) -> dict[str, str]:
    return {bound.name: str(ui.field(bound, cols=4)) for bound in form}


def afresh(form: RegisterForm) -> dict[str, str]:
    ui._blank_fields.clear()
    return drawn(form)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_kept_field_is_what_would_be_drawn(language: str) -> None:
    agency = make_agency()
    clerk = agency.actor("diepptn")
    given: list[dict[str, Any]] = [
        {},
        {"initial": {"subject": "V/v hạn mặn", "road": "post", "pages": 3}},
        {"data": entered(agency, subject="", issued_on="31/02/2026")},
        {"suggested": {"symbol", "subject"}},
        {"paper": make_document(agency.office)},
    ]
    other = "en" if language == "vi" else "vi"
    with translation.override(other):
        drawn(RegisterForm(clerk))
    with translation.override(language):
        kept = [drawn(RegisterForm(clerk, **more)) for more in given]
        assert kept == [afresh(RegisterForm(clerk, **more)) for more in given]
    assert kept[0] != kept[1] != kept[2] != kept[3]
    assert "hạn mặn" in kept[1]["subject"]


def test_nothing_of_a_person_or_a_day_is_kept() -> None:
    agency = make_agency()
    here = afresh(RegisterForm(agency.actor("diepptn")))
    kept = {key[1].removeprefix("id_") for key in ui._blank_fields}
    assert kept <= RegisterForm.unchanging
    assert not kept & {"office", "type", "arrived_on"}
    assert here["office"] != ""
