# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts for tests."""

from __future__ import annotations

import factory

from congso.accounts.models import Person

PASSWORD = "trời xanh mây trắng nắng vàng"


class PersonFactory(factory.django.DjangoModelFactory):
    """An official who has chosen his own password."""

    class Meta:
        model = Person
        skip_postgeneration_save = True

    login = factory.Sequence(lambda number: f"diepptn{number + 2}")
    full_name = "Phạm Thị Ngọc Điệp"
    gender = "female"
    staff_kind = "official"

    @factory.post_generation
    def password(self, create: bool, extracted: str | None, **_: object) -> None:
        self.set_password(extracted or PASSWORD)
        self.save()
