# SPDX-License-Identifier: AGPL-3.0-or-later
"""Shapes that many answers use."""

from __future__ import annotations

import datetime as dt

from congso.accounts.models import Person
from congso.api.schemas.types import Flag, Id, In, Out, Reason, Text


class PersonRef(Out):
    """A person by id and name."""

    id: int
    full_name: str


class UnitRef(Out):
    """A unit by id and name."""

    id: int
    name: str


class ReasonIn(In):
    """An act that wants a reason."""

    reason: Reason


class WordsIn(In):
    """An act to which words may be added."""

    text: Text = ""


class ConfirmIn(In):
    """`widen`: yes, whoever is not on the list of the restricted paper is put on it."""

    widen: Flag = False


class LeaderIn(ConfirmIn):
    """Another leader."""

    leader_id: Id


class Done(Out):
    """An act that has nothing more to show."""

    done: bool = True
    at: dt.datetime


def person_ref(person: Person | None) -> PersonRef | None:
    """The person by id and name, or nothing."""
    return PersonRef(id=person.pk, full_name=person.full_name) if person else None
