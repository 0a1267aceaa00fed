# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an office settles once for its distribution."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from congso.api.schemas.types import Id, In, Out, one_line

Phrase = Annotated[str, Field(min_length=1, max_length=120), BeforeValidator(one_line)]


class RoutineKindsIn(In):
    """Kinds of paper that the Office may send straight to units."""

    type_ids: Annotated[list[Id], Field(max_length=200)]


class RoutineKindsOut(Out):
    office_id: int
    type_ids: list[int]


class KeywordsIn(In):
    """Words of a subject that point to a unit."""

    phrases: Annotated[list[Phrase], Field(max_length=200)]


class KeywordsOut(Out):
    unit_id: int
    phrases: list[str]
