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
    """A post was given; of one that opens much `asked_by` asked and the actor confirmed."""

    verb = "post.appointed"
    object_type = "post"
    post_id: int
    person_id: int
    asked_by: int | None = None


@dataclass(frozen=True)
class PostEnded(Event):
    verb = "post.ended"
    object_type = "post"
    post_id: int
    person_id: int


@dataclass(frozen=True)
class RoleGranted(Event):
    """A duty was given; of one that opens much `asked_by` asked and the actor confirmed."""

    verb = "role.granted"
    object_type = "role_grant"
    role_grant_id: int
    person_id: int
    asked_by: int | None = None


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


@dataclass(frozen=True)
class RegistryChanged(Event):
    verb = "registry_office.changed"
    object_type = "registry_office"
    registry_office_id: int


@dataclass(frozen=True)
class SymbolChanged(Event):
    verb = "registry_office.symbol_changed"
    object_type = "registry_office"
    registry_office_id: int


@dataclass(frozen=True)
class FieldEnded(Event):
    verb = "leader_field.ended"
    object_type = "leader_field"
    leader_field_id: int
    leader_id: int


@dataclass(frozen=True)
class StandInEnded(Event):
    verb = "stand_in.ended"
    object_type = "stand_in"
    stand_in_id: int
    absent_id: int


@dataclass(frozen=True)
class DutyRemoved(Event):
    verb = "duty_turn.removed"
    object_type = "duty_turn"
    duty_turn_id: int
    person_id: int


@dataclass(frozen=True)
class PersonMoved(Event):
    verb = "post.moved"
    object_type = "post"
    post_id: int
    person_id: int


@dataclass(frozen=True)
class PersonLeft(Event):
    verb = "person.left"
    object_type = "person"
    person_id: int


@dataclass(frozen=True)
class ExternalAgencyChanged(Event):
    verb = "external_agency.changed"
    object_type = "external_agency"
    external_agency_id: int


@dataclass(frozen=True)
class GroupAdded(Event):
    verb = "recipient_group.added"
    object_type = "recipient_group"
    recipient_group_id: int


@dataclass(frozen=True)
class GroupChanged(Event):
    verb = "recipient_group.changed"
    object_type = "recipient_group"
    recipient_group_id: int


@dataclass(frozen=True)
class SpecialDayRemoved(Event):
    verb = "special_day.removed"
    object_type = "special_day"
    special_day_id: int


@dataclass(frozen=True)
class SeasonSet(Event):
    verb = "working_season.set"
    object_type = "working_season"
    working_season_id: int


@dataclass(frozen=True)
class SeasonRemoved(Event):
    verb = "working_season.removed"
    object_type = "working_season"
    working_season_id: int


@dataclass(frozen=True)
class UnitSightSet(Event):
    verb = "unit.sight_set"
    object_type = "unit"
    unit_id: int


@dataclass(frozen=True)
class AbsenceAnnounced(Event):
    verb = "absence.announced"
    object_type = "absence"
    absence_id: int
    person_id: int


@dataclass(frozen=True)
class AbsenceWithdrawn(Event):
    verb = "absence.withdrawn"
    object_type = "absence"
    absence_id: int
    person_id: int


@dataclass(frozen=True)
class RegistryUnattended(Event):
    """On `day` (ISO) nobody will be there to register papers."""

    verb = "registry_office.unattended"
    object_type = "registry_office"
    registry_office_id: int
    day: str


@dataclass(frozen=True)
class HandoverPrinted(Event):
    """The minutes by which books and seal go from the clerk to the substitute."""

    verb = "stand_in.handover_printed"
    object_type = "stand_in"
    stand_in_id: int
    registry_office_id: int
