# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ids in a body that must be of something: told at their field, before any service is asked."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from congso.accounts.models import Person
from congso.api.problems import Words, unfit
from congso.documents.models import DocumentType
from congso.organisation.models import ExternalAgency, RegistryOffice, Unit

MODELS: dict[str, type[Model]] = {
    "type_id": DocumentType,
    "office_id": RegistryOffice,
    "issuer_id": ExternalAgency,
    "issuer_unit_id": Unit,
    "unit_id": Unit,
    "person_id": Person,
    "leader_id": Person,
    "absent_id": Person,
    "stand_in_id": Person,
    "reader_ids": Person,
    "watcher_id": Person,
    "urger_id": Person,
    "instead_of_id": Person,
}


def require(**ids: int | Iterable[int] | None) -> None:
    """Raise a 422 that names each field whose id is of nothing."""
    errors: dict[str, Words] = {}
    for name, given in ids.items():
        wanted = {given} if isinstance(given, int) else set(given or ())
        found = MODELS[name]._default_manager.filter(pk__in=wanted)
        if wanted and found.count() < len(wanted):
            errors[name] = _("There is nothing with this id.")
    if errors:
        raise unfit(errors)
