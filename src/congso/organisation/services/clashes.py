# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the database refuses because two dated rows meet, said as a sentence for people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Any] = {
    "person_one_primary_post": _(
        "This person has a main post in that time already. End it, or make this a second post."
    ),
    "unit_one_head": _("This unit has a head in that time already. End that post first."),
    "unit_one_leader_of_its_field": _(
        "The unit is in the field of another leader in that time. End that assignment first."
    ),
    "unit_one_name_at_a_time": _("The unit has another name from that day on already."),
    "registry_one_symbol_at_a_time": _("There is a symbol for that time already."),
    "organisation_unit_code_key": _("There is a unit with this code already."),
    "organisation_registryoffice_unit_id_key": _("This unit has a registry office already."),
    "unit_dates_in_order": _("The last day lies before the first."),
    "stand_in_dates_in_order": _("The last day lies before the first."),
    "absence_days_in_order": _("The last day lies before the first."),
    "duty_days_in_order": _("The last day lies before the first."),
    "nobody_stands_in_for_himself": _("Nobody stands in for himself. Choose another person."),
    "secretary_has_a_leader": _("Choose the leader whom the secretary serves."),
    "registry_role_has_an_office": _("Choose the registry office in which the duty is held."),
    "auditor_by_dated_decision": _(
        "An inspector is appointed by a decision and until a day: enter both."
    ),
    "external_name_once": _("An agency of this name is in the directory already."),
    "organisation_recipientgroup_name_key": _("There is a group of this name already."),
    "organisation_specialday_day_key": _("This day is in the table already."),
    "organisation_workingseason_valid_from_key": _("A season begins on this day already."),
}
_REVERSED = _("The last day lies before the first.")


class Clash(Exception):
    """Two rows that may not stand together; `message` says it to people."""

    def __init__(self, message: str | Promise, constraint: str) -> None:
        super().__init__(constraint)
        self.message = message
        self.constraint = constraint


@contextmanager
def clashes_told() -> Iterator[None]:
    """Turn a refusal by one of the constraints above into Clash; the transaction goes on."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = _constraint(error)
        if name not in SENTENCES:
            raise
        raise Clash(SENTENCES[name], name) from error


def require_order(first: Any, last: Any) -> None:
    """Raise Clash when the last day lies before the first; None is open."""
    if first is not None and last is not None and last < first:
        raise Clash(_REVERSED, "dates_in_order")


def require_no_later(present: Any, last: Any) -> None:
    """Raise Clash when an end would lengthen what ends: that would be to give it anew."""
    if present is not None and last > present:
        raise Clash(_("It ends earlier already. Give it anew instead."), "ends_earlier")


def _constraint(error: IntegrityError) -> str:
    diagnosis = getattr(error.__cause__, "diag", None)
    return str(getattr(diagnosis, "constraint_name", "") or "")
