# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from congso.routing.enums import (
    GONE,
    OPEN,
    DueKind,
    ExtensionState,
    FinishKind,
    Role,
    State,
    Verdict,
)
from congso.routing.models.dated import Due, due_constraint

PERSON = settings.AUTH_USER_MODEL
IS_OPEN = Q(state__in=OPEN)
TO_UNIT = Q(person__isnull=True)


class Flow(Due):
    """Luồng nhận: one recipient's part in a direction, with its own state (B-08).

    To a unit when `person` is empty; else to the person, who got it in `unit`. Columns of the
    direction and the paper that lists filter by are repeated here; they never change.
    """

    direction = models.ForeignKey("routing.Direction", models.PROTECT, related_name="flows")
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, db_index=False, related_name="flows"
    )
    office = models.ForeignKey(
        "organisation.RegistryOffice", models.PROTECT, db_index=False, related_name="+"
    )
    giver = models.ForeignKey(PERSON, models.PROTECT, db_index=False, related_name="+")
    parent = models.ForeignKey(
        "self", models.PROTECT, db_index=False, null=True, related_name="children"
    )
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, db_index=False, related_name="+")
    person = models.ForeignKey(PERSON, models.PROTECT, db_index=False, null=True, related_name="+")
    role = models.CharField(max_length=10, choices=Role)
    # An opinion is owed to the lead: of supporting flows and of whom their heads assigned them to.
    owes_opinion = models.BooleanField(default=False)
    when_needed = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State)
    version = models.PositiveIntegerField(default=1)

    sent_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(PERSON, models.PROTECT, db_index=False, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        PERSON, models.PROTECT, db_index=False, null=True, related_name="+"
    )
    assigned_at = models.DateTimeField(null=True)
    # When it left the open states: handled, returned, handed on or taken back; by whom and why.
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        PERSON, models.PROTECT, db_index=False, null=True, related_name="+"
    )
    reason = models.TextField(blank=True)
    finish_kind = models.CharField(max_length=10, choices=FinishKind, blank=True)
    finish_note = models.TextField(blank=True)
    answer = models.ForeignKey(
        "documents.Document", models.PROTECT, db_index=False, null=True, related_name="+"
    )

    # The paper in the registry office of a unit that has one of its own, and its number there.
    copy = models.ForeignKey(
        "documents.Document", models.PROTECT, db_index=False, null=True, related_name="+"
    )
    copy_number = models.CharField(max_length=20, blank=True)
    forwarded_from = models.ForeignKey(
        "self", models.PROTECT, db_index=False, null=True, related_name="+"
    )

    due_soon_at = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)
    alarmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("direction",),
                condition=Q(role=Role.LEAD) & ~Q(state__in=GONE),
                name="flow_one_lead_a_direction",
            ),
            models.UniqueConstraint(
                fields=("direction", "unit", "person"),
                condition=~Q(state__in=GONE),
                nulls_distinct=False,
                name="flow_recipient_once",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="flow_state_known"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="flow_role_known"),
            models.CheckConstraint(
                condition=(Q(state=State.DONE) & ~Q(finish_kind=""))
                | (~Q(state=State.DONE) & Q(finish_kind="")),
                name="flow_done_says_how",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, ended_at__isnull=True)
                | (~Q(state__in=OPEN) & Q(ended_at__isnull=False)),
                name="flow_ended_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RETURNED) | ~Q(reason=""), name="flow_returned_says_why"
            ),
            due_constraint("flow_due_complete"),
        )
        indexes = (
            models.Index(fields=("document", "id"), name="flow_of_document"),
            models.Index(fields=("parent",), name="flow_parent"),
            # what a unit has had in charge, over and done too
            models.Index(
                fields=("unit", "document"),
                condition=Q(role=Role.LEAD, parent__isnull=True),
                name="flow_lead_unit",
            ),
            models.Index(fields=("copy",), condition=Q(copy__isnull=False), name="flow_copy"),
            models.Index(fields=("person", "due_at"), condition=IS_OPEN, name="flow_open_person"),
            models.Index(
                fields=("unit", "due_at"), condition=IS_OPEN & TO_UNIT, name="flow_open_unit"
            ),
            models.Index(fields=("giver", "due_at"), condition=IS_OPEN, name="flow_open_giver"),
            models.Index(
                fields=("office", "due_at"),
                condition=IS_OPEN & Q(parent__isnull=True),
                name="flow_open_office",
            ),
            models.Index(
                fields=("person", "-ended_at"),
                condition=Q(state=State.DONE),
                name="flow_done_person",
            ),
            models.Index(
                fields=("unit", "-ended_at"),
                condition=Q(state=State.DONE) & TO_UNIT,
                name="flow_done_unit",
            ),
            models.Index(
                fields=("giver", "-ended_at"),
                condition=Q(state=State.RETURNED),
                name="flow_returned_giver",
            ),
            models.Index(
                fields=("office", "-ended_at"),
                condition=Q(state=State.RETURNED, parent__isnull=True),
                name="flow_returned_office",
            ),
            models.Index(
                fields=("person", "-ended_at"),
                condition=Q(state=State.TAKEN_BACK),
                name="flow_taken_person",
            ),
            models.Index(
                fields=("unit", "-ended_at"),
                condition=Q(state=State.TAKEN_BACK) & TO_UNIT,
                name="flow_taken_unit",
            ),
            models.Index(
                fields=("due_at",),
                condition=IS_OPEN & Q(overdue_at__isnull=True, due_at__isnull=False),
                name="flow_to_be_overdue",
            ),
            models.Index(
                fields=("sent_at",),
                condition=Q(state=State.SENT, alarmed_at__isnull=True),
                name="flow_not_accepted",
            ),
        )

    def __str__(self) -> str:
        return f"flow {self.pk} {self.role} of {self.document_id}: {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def leaves_the_office(self) -> bool:
        """To a unit with a registry office of its own: handled there, on its own copy."""
        return self.copy_id is not None


class Extension(models.Model):
    """A later date asked for, and what whoever set the date said. Refusals stay (PRACTICE 2.3)."""

    flow = models.ForeignKey(Flow, models.PROTECT, db_index=False, related_name="extensions")
    state = models.CharField(max_length=10, choices=ExtensionState, default=ExtensionState.ASKED)
    asked_by = models.ForeignKey(PERSON, models.PROTECT, db_index=False, related_name="+")
    asked_at = models.DateTimeField()
    reason = models.TextField()
    old_due_at = models.DateTimeField()
    wanted_kind = models.CharField(max_length=8, choices=DueKind, default=DueKind.DAY)
    wanted_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        PERSON, models.PROTECT, db_index=False, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decision_note = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("flow",),
                condition=Q(state=ExtensionState.ASKED),
                name="extension_one_open_a_flow",
            ),
            models.CheckConstraint(
                condition=Q(wanted_at__gt=F("old_due_at")), name="extension_is_later"
            ),
            models.CheckConstraint(
                condition=~Q(state=ExtensionState.REFUSED) | ~Q(decision_note=""),
                name="extension_refused_says_why",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_says_why"),
        )
        indexes = (models.Index(fields=("flow", "id"), name="extension_of_flow"),)

    def __str__(self) -> str:
        return f"extension {self.pk} of flow {self.flow_id}: {self.state}"


class Progress(models.Model):
    """What a handler reported on the way."""

    append_only = True

    flow = models.ForeignKey(Flow, models.PROTECT, db_index=False, related_name="progress")
    author = models.ForeignKey(PERSON, models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()
    percent = models.PositiveSmallIntegerField(null=True)
    text = models.TextField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__lte=100), name="progress_percent"
            ),
        )
        indexes = (models.Index(fields=("flow", "-id"), name="progress_of_flow"),)

    def __str__(self) -> str:
        return f"progress of flow {self.flow_id}"


class Opinion(models.Model):
    """What a supporting recipient says to the lead."""

    append_only = True

    flow = models.OneToOneField(Flow, models.PROTECT, related_name="opinion")
    author = models.ForeignKey(PERSON, models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()
    verdict = models.CharField(max_length=8, choices=Verdict)
    text = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(verdict=Verdict.AGREE) | ~Q(text=""), name="opinion_comment_has_text"
            ),
        )

    def __str__(self) -> str:
        return f"opinion of flow {self.flow_id}: {self.verdict}"


class Urge(models.Model):
    """Đôn đốc: somebody was reminded, by whom and with which words (B-10)."""

    append_only = True

    flow = models.ForeignKey(Flow, models.PROTECT, db_index=False, related_name="urges")
    author = models.ForeignKey(PERSON, models.PROTECT, db_index=False, related_name="+")
    acting_for = models.ForeignKey(
        PERSON, models.PROTECT, db_index=False, null=True, related_name="+"
    )
    at = models.DateTimeField()
    text = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index(fields=("flow", "-id"), name="urge_of_flow"),)

    def __str__(self) -> str:
        return f"urge of flow {self.flow_id}"
