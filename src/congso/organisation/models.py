# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from congso.common.vietnamese import fold, sort_key
from congso.organisation.enums import DutyKind, Position, Rank, Role, UnitKind

PERSON = settings.AUTH_USER_MODEL


def _during() -> Func:
    """valid_from..valid_until, both days included, as a range for exclusion constraints."""
    return Func(
        F("valid_from"),
        F("valid_until"),
        Value("[]"),
        function="daterange",
        output_field=DateRangeField(),
    )


class Dated(models.Model):
    """Valid from a day to a day, both included; no last day means until further notice."""

    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


class Unit(Dated):
    """A node of the organisation tree. Closed, never removed."""

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=20, choices=UnitKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    # The registry office the unit belongs to: its own, else its nearest ancestor's. Kept by the
    # services, so that rights need no walk through the tree.
    office = models.ForeignKey(
        "organisation.RegistryOffice", models.PROTECT, null=True, blank=True, related_name="units"
    )
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    mailbox = models.CharField(max_length=60, blank=True)
    position = models.PositiveIntegerField(default=0)
    all_members_see = models.BooleanField(default=False)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="unit_dates_in_order",
            ),
        )
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.name


class UnitName(Dated):
    """What a unit was called in a period (B-49)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="names")
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="unit_one_name_at_a_time",
                expressions=[("unit", RangeOperators.EQUAL), (_during(), RangeOperators.OVERLAPS)],
            ),
        )

    def __str__(self) -> str:
        return self.name


class RegistryOffice(models.Model):
    """Văn thư: an agency with its own clerks, seal, symbol and books (PRACTICE 1.1)."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="registry_office")
    printed_name = models.CharField(max_length=200)
    printed_parent = models.CharField(max_length=200, blank=True)
    stamp_name = models.CharField(max_length=80)
    place = models.CharField(max_length=80, blank=True)
    edxml_code = models.CharField(max_length=35, blank=True)
    clerk_may_propose = models.BooleanField(default=True)
    office_may_send_straight = models.BooleanField(default=True)
    is_trial = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.printed_name


class AgencySymbol(Dated):
    """The symbol of a registry office in a period: SNN, then SNNMT (B-49)."""

    registry_office = models.ForeignKey(RegistryOffice, models.CASCADE, related_name="symbols")
    symbol = models.CharField(max_length=30)

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="registry_one_symbol_at_a_time",
                expressions=[
                    ("registry_office", RangeOperators.EQUAL),
                    (_during(), RangeOperators.OVERLAPS),
                ],
            ),
        )

    def __str__(self) -> str:
        return self.symbol


class Post(Dated):
    """A person in a unit with a title. Several a person, one primary (R-01)."""

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    title = models.CharField(max_length=120)
    position = models.CharField(max_length=10, choices=Position)
    rank = models.PositiveSmallIntegerField(choices=Rank)
    is_primary = models.BooleanField(default=False)

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="person_one_primary_post",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (_during(), RangeOperators.OVERLAPS),
                ],
                condition=Q(is_primary=True),
            ),
            ExclusionConstraint(
                name="unit_one_head",
                expressions=[("unit", RangeOperators.EQUAL), (_during(), RangeOperators.OVERLAPS)],
                condition=Q(position=Position.HEAD),
            ),
        )
        indexes = (models.Index(fields=("person", "valid_from"), name="post_person"),)

    def __str__(self) -> str:
        return f"{self.title}, {self.unit}"


class OfficeMember(models.Model):
    """A person as one of a registry office: under this number its papers name him.

    It holds while he has a post or duty there, so who goes to another office leaves the papers
    behind that named him, and finds them again when he comes back.
    """

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    office = models.ForeignKey(RegistryOffice, models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "office"), name="office_member_once"),
        )

    def __str__(self) -> str:
        return f"{self.person} of {self.office}"


class RoleGrant(Dated):
    """A duty beside the post: clerk of a registry office, secretary of a leader, inspector."""

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="role_grants")
    role = models.CharField(max_length=20, choices=Role)
    registry_office = models.ForeignKey(
        RegistryOffice, models.PROTECT, null=True, blank=True, related_name="role_grants"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    leader = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.CharField(max_length=200, blank=True)
    scope_from = models.DateField(null=True, blank=True)
    scope_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(role=Role.SECRETARY) | Q(leader__isnull=False),
                name="secretary_has_a_leader",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=(Role.CLERK, Role.DISTRIBUTOR, Role.AUDITOR))
                | Q(registry_office__isnull=False),
                name="registry_role_has_an_office",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.AUDITOR) | (~Q(decision="") & Q(valid_until__isnull=False)),
                name="auditor_by_dated_decision",
            ),
        )
        indexes = (models.Index(fields=("person", "role"), name="role_person"),)

    def __str__(self) -> str:
        return f"{self.person}: {self.role}"


class LeaderField(Dated):
    """Phân công lãnh đạo phụ trách: the units whose work a leader directs, dated."""

    leader = models.ForeignKey(PERSON, models.PROTECT, related_name="fields")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    registry_office = models.ForeignKey(RegistryOffice, models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="unit_one_leader_of_its_field",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("registry_office", RangeOperators.EQUAL),
                    (_during(), RangeOperators.OVERLAPS),
                ],
            ),
        )
        indexes = (models.Index(fields=("leader",), name="field_leader"),)

    def __str__(self) -> str:
        return f"{self.leader}: {self.unit}"


class StandIn(models.Model):
    """One person acting for another between two days; never a signature, never a mailbox."""

    absent = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    stand_in = models.ForeignKey(PERSON, models.PROTECT, related_name="stands_in_for")
    valid_from = models.DateField()
    valid_until = models.DateField()
    may_direct = models.BooleanField(default=False)
    may_register = models.BooleanField(default=False)
    may_handle = models.BooleanField(default=True)
    decision = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="stand_in_dates_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(absent=F("stand_in")), name="nobody_stands_in_for_himself"
            ),
        )
        indexes = (models.Index(fields=("stand_in", "valid_until"), name="stand_in_person"),)

    def __str__(self) -> str:
        return f"{self.stand_in} for {self.absent}"


class Absence(models.Model):
    """Days a person is away (leave, travel, sickness), both included; who stands in is apart."""

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="absence_days_in_order"
            ),
        )
        indexes = (models.Index(fields=("person", "last_day"), name="absence_person"),)

    def __str__(self) -> str:
        return f"{self.person} {self.first_day:%d/%m}"


class DutyTurn(models.Model):
    """Who is on duty on which days outside working hours."""

    registry_office = models.ForeignKey(RegistryOffice, models.PROTECT, related_name="+")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=DutyKind)
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="duty_days_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} {self.first_day:%d/%m}"


class ExternalAgency(models.Model):
    """An agency, firm or body outside that papers come from and go to."""

    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200, editable=False)
    sort_key = models.CharField(max_length=600, editable=False)
    short_name = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=300, blank=True)
    edxml_code = models.CharField(max_length=35, blank=True)
    group = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        indexes = (models.Index(fields=("folded",), name="external_folded"),)
        constraints = (models.UniqueConstraint(fields=("name",), name="external_name_once"),)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.folded = fold(self.name)
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class RecipientGroup(models.Model):
    """A name used in lists of recipients: "Các Sở, ban, ngành", "Lãnh đạo Sở"."""

    name = models.CharField(max_length=120, unique=True)
    rule = models.CharField(max_length=40)
    external_groups = models.JSONField(default=list)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return self.name


class SpecialDay(models.Model):
    """A holiday, or a Saturday worked to make up for one. Overrides the national table (B-69)."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=120)
    is_working = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class WorkingSeason(models.Model):
    """Working hours from a day of the year on (summer and winter time)."""

    valid_from = models.DateField(unique=True)
    morning_from = models.TimeField()
    morning_until = models.TimeField()
    afternoon_from = models.TimeField()
    afternoon_until = models.TimeField()

    def __str__(self) -> str:
        return f"from {self.valid_from}"
