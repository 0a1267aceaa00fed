# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from dataclasses import dataclass

from congso.audit.events import Event


@dataclass(frozen=True)
class PersonCreated(Event):
    verb = "person.created"
    object_type = "person"
    person_id: int


@dataclass(frozen=True)
class PasswordChanged(Event):
    verb = "person.password_changed"
    object_type = "person"
    person_id: int


@dataclass(frozen=True)
class PasswordIssued(Event):
    """`asked_by` is the first of the two who give the password of a leader or clerk."""

    verb = "person.password_issued"
    object_type = "person"
    person_id: int
    asked_by: int | None = None


@dataclass(frozen=True)
class PreferencesChanged(Event):
    verb = "person.preferences_changed"
    object_type = "person"
    person_id: int


@dataclass(frozen=True)
class SignedIn(Event):
    verb = "person.signed_in"
    object_type = "person"
    person_id: int


@dataclass(frozen=True)
class SignInLimited(Event):
    verb = "person.sign_in_limited"
    object_type = "person"
    person_id: int


@dataclass(frozen=True)
class SessionRevoked(Event):
    verb = "person.session_revoked"
    object_type = "person"
    person_id: int
    count: int = 1


@dataclass(frozen=True)
class PersonLocked(Event):
    verb = "person.locked"
    object_type = "person"
    person_id: int


@dataclass(frozen=True)
class PersonUnlocked(Event):
    verb = "person.unlocked"
    object_type = "person"
    person_id: int


@dataclass(frozen=True)
class LeakReported(Event):
    """Article 11.5: a password has come out; the Office is told and issues a new one."""

    verb = "person.leak_reported"
    object_type = "person"
    person_id: int


@dataclass(frozen=True)
class SecondFactorAdded(Event):
    verb = "person.second_factor_added"
    object_type = "person"
    person_id: int
    kind: str


@dataclass(frozen=True)
class SecondFactorRemoved(Event):
    verb = "person.second_factor_removed"
    object_type = "person"
    person_id: int
    kind: str


@dataclass(frozen=True)
class PersonChanged(Event):
    """Article 7.3: account data changed, after the Office has checked the request."""

    verb = "person.changed"
    object_type = "person"
    person_id: int


@dataclass(frozen=True)
class SecondFactorReset(Event):
    """Two of the Office have taken all second factors away, face to face with the person."""

    verb = "person.second_factor_reset"
    object_type = "person"
    person_id: int
    witness_id: int


@dataclass(frozen=True)
class LeavingSet(Event):
    """The last day of a person who leaves is known, or was taken back."""

    verb = "person.leaving_set"
    object_type = "person"
    person_id: int
