# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a person wants the pages to look and speak."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction

from congso.accounts.events import PreferencesChanged
from congso.accounts.models import Person
from congso.accounts.policies import TABLE
from congso.audit import services as audit
from congso.common.actor import Actor


@dataclass(frozen=True)
class PreferencesData:
    """What to change; None leaves a preference as it is."""

    theme: str | None = None
    text_size: str | None = None
    language: str | None = None
    keys_enabled: bool | None = None
    list_columns: str | None = None


@transaction.atomic
def set_preferences(actor: Actor, *, person: Person, data: PreferencesData) -> Person:
    """Change the named preferences. Raises Denied, ValidationError for unknown values."""
    TABLE.require(actor, "set_preferences", person)
    wished = {name: value for name, value in asdict(data).items() if value is not None}
    before = {name: getattr(person, name) for name in wished}
    if before == wished:
        return person
    for name, value in wished.items():
        setattr(person, name, value)
    person.clean_fields(exclude=_all_but(wished))
    person.save(update_fields=tuple(wished))
    audit.record(actor, PreferencesChanged(person.pk), before=before, after=wished)
    return person


def _all_but(names: dict[str, object]) -> set[str]:
    return {field.name for field in Person._meta.fields} - set(names)
