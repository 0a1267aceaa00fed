# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from dataclasses import dataclass

from congso.audit.events import Event


@dataclass(frozen=True)
class UnitOpened(Event):
    verb = "unit.opened"
    object_type = "unit"
    unit_id: int


@dataclass(frozen=True)
class UnitRenamed(Event):
    verb = "unit.renamed"
    object_type = "unit"
    unit_id: int


@dataclass(frozen=True)
class UnitClosed(Event):
    verb = "unit.closed"
    object_type = "unit"
    unit_id: int


@dataclass(frozen=True)
class RegistryEstablished(Event):
    verb = "registry_office.established"
    object_type = "registry_office"
    registry_office_id: int


@dataclass(frozen=True)
class Appointed(Event):
    verb = "post.appointed"
    object_type = "post"
    post_id: int
    person_id: int


@dataclass(frozen=True)
class PostEnded(Event):
    verb = "post.ended"
    object_type = "post"
    post_id: int
    person_id: int


@dataclass(frozen=True)
class RoleGranted(Event):
    verb = "role.granted"
    object_type = "role_grant"
    role_grant_id: int
    person_id: int


@dataclass(frozen=True)
class RoleEnded(Event):
    verb = "role.ended"
    object_type = "role_grant"
    role_grant_id: int
    person_id: int


@dataclass(frozen=True)
class FieldAssigned(Event):
    verb = "leader_field.assigned"
    object_type = "leader_field"
    leader_field_id: int
    leader_id: int


@dataclass(frozen=True)
class StandInAppointed(Event):
    verb = "stand_in.appointed"
    object_type = "stand_in"
    stand_in_id: int
    absent_id: int


@dataclass(frozen=True)
class DutyAssigned(Event):
    verb = "duty_turn.assigned"
    object_type = "duty_turn"
    duty_turn_id: int
    person_id: int


@dataclass(frozen=True)
class ExternalAgencyAdded(Event):
    verb = "external_agency.added"
    object_type = "external_agency"
    external_agency_id: int


@dataclass(frozen=True)
class SpecialDaySet(Event):
    verb = "special_day.set"
    object_type = "special_day"
    special_day_id: int
