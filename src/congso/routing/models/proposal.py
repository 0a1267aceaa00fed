# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from congso.routing.enums import OPEN_STAGES, PartyRole, Stage, WorkKind
from congso.routing.models.dated import Due, due_constraint

PERSON = settings.AUTH_USER_MODEL


class Proposal(Due):
    """What the Office proposes to a leader. Its words never change: another follows it.

    Only the stage and the marks of the decision move (held by a trigger).
    """

    document = models.ForeignKey(
        "documents.Document", models.PROTECT, db_index=False, related_name="proposals"
    )
    # Of the document, repeated so that queues need no join.
    office = models.ForeignKey(
        "organisation.RegistryOffice", models.PROTECT, db_index=False, related_name="+"
    )
    author = models.ForeignKey(PERSON, models.PROTECT, db_index=False, null=True, related_name="+")
    acting_for = models.ForeignKey(
        PERSON, models.PROTECT, db_index=False, null=True, related_name="+"
    )
    entered_at = models.DateTimeField()
    stage = models.CharField(max_length=14, choices=Stage)
    leader = models.ForeignKey(PERSON, models.PROTECT, db_index=False, null=True, related_name="+")
    text = models.TextField(blank=True)
    work_kind = models.CharField(max_length=14, choices=WorkKind, default=WorkKind.ANSWER)
    # Why these were proposed: a message id with its values (queries.suggestion).
    why = models.CharField(max_length=300, blank=True)
    why_values = models.JSONField(default=dict, blank=True)
    follows = models.ForeignKey("self", models.PROTECT, db_index=False, null=True, related_name="+")

    presented_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        PERSON, models.PROTECT, db_index=False, null=True, related_name="+"
    )
    decided_for = models.ForeignKey(
        PERSON, models.PROTECT, db_index=False, null=True, related_name="+"
    )
    return_reason = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("document",),
                condition=Q(stage__in=OPEN_STAGES),
                name="proposal_one_open_a_document",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values), name="proposal_stage_known"
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=(Stage.PRESENTED, Stage.AGREED)) | Q(leader__isnull=False),
                name="proposal_presented_to_a_leader",
            ),
            due_constraint("proposal_due_complete"),
        )
        indexes = (
            models.Index(
                fields=("leader", "presented_at"),
                condition=Q(stage=Stage.PRESENTED),
                name="proposal_awaiting",
            ),
            models.Index(
                fields=("office", "entered_at"),
                condition=Q(stage__in=OPEN_STAGES),
                name="proposal_open_in_office",
            ),
            models.Index(fields=("document", "-id"), name="proposal_of_document"),
        )

    def __str__(self) -> str:
        return f"proposal {self.pk} on {self.document_id}: {self.stage}"

    @property
    def is_superior_task(self) -> bool:
        """Nhiệm vụ cấp trên giao (PRACTICE 2.14)."""
        return self.work_kind == WorkKind.SUPERIOR_TASK


class SentBack(models.Model):
    """The Office gives a registered paper back to the clerk to look over; open until he has."""

    document = models.ForeignKey(
        "documents.Document", models.PROTECT, db_index=False, related_name="sent_back"
    )
    office = models.ForeignKey(
        "organisation.RegistryOffice", models.PROTECT, db_index=False, related_name="+"
    )
    author = models.ForeignKey(PERSON, models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=1000)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        PERSON, models.PROTECT, db_index=False, null=True, related_name="+"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("document",),
                condition=Q(settled_at__isnull=True),
                name="sent_back_one_open_a_document",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="sent_back_says_why"),
        )
        indexes = (
            models.Index(
                fields=("office", "at"),
                condition=Q(settled_at__isnull=True),
                name="sent_back_open_in_office",
            ),
        )

    def __str__(self) -> str:
        return f"{self.document_id} back to the clerk"


class ProposalParty(models.Model):
    """One unit or person named in a proposal."""

    append_only = True

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="parties")
    role = models.CharField(max_length=10, choices=PartyRole)
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField(null=True)
    when_needed = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("proposal",),
                condition=Q(role=PartyRole.LEAD),
                name="proposal_one_lead",
            ),
            models.UniqueConstraint(
                fields=("proposal", "role", "unit", "person"),
                nulls_distinct=False,
                name="proposal_party_once",
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | Q(person__isnull=False),
                name="proposal_party_is_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role}: {self.unit_id or ''} {self.person_id or ''}"
