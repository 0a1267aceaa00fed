# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from congso.routing.enums import Way, WorkKind
from congso.routing.models.dated import Due, due_constraint

PERSON = settings.AUTH_USER_MODEL


class Direction(Due):
    """Ý kiến chỉ đạo: words, author, time and deadline, never changed after sending (R-47, B-07).

    A trigger lets nothing move but the leader's one confirmation of what was entered for him.
    """

    document = models.ForeignKey(
        "documents.Document", models.PROTECT, db_index=False, related_name="directions"
    )
    # Whose direction it is, in which post; and whom he stood in for ("both names").
    author = models.ForeignKey(PERSON, models.PROTECT, db_index=False, related_name="+")
    author_title = models.CharField(max_length=200, blank=True)
    acting_for = models.ForeignKey(
        PERSON, models.PROTECT, db_index=False, null=True, related_name="+"
    )
    # Who typed it, when entered for the leader.
    entered_by = models.ForeignKey(
        PERSON, models.PROTECT, db_index=False, null=True, related_name="+"
    )
    way = models.CharField(max_length=12, choices=Way)
    text = models.TextField(blank=True)
    given_at = models.DateTimeField()
    paper_date = models.DateField(null=True)
    photo_sha256 = models.CharField(max_length=64, blank=True)
    photo_name = models.CharField(max_length=255, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    parent_flow = models.ForeignKey(
        "routing.Flow", models.PROTECT, db_index=False, null=True, related_name="sub_directions"
    )
    proposal = models.ForeignKey(
        "routing.Proposal", models.PROTECT, db_index=False, null=True, related_name="directions"
    )
    work_kind = models.CharField(max_length=14, choices=WorkKind, default=WorkKind.ANSWER)
    watcher = models.ForeignKey(PERSON, models.PROTECT, db_index=False, null=True, related_name="+")
    urger = models.ForeignKey(PERSON, models.PROTECT, db_index=False, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(way__in=Way.values), name="direction_way_known"),
            models.CheckConstraint(
                condition=~Q(way__in=(Way.HANDWRITTEN, Way.SPOKEN)) | Q(entered_by__isnull=False),
                name="direction_entered_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(way=Way.ASSIGNED) | Q(parent_flow__isnull=False),
                name="direction_assigned_under_a_flow",
            ),
            due_constraint("direction_due_complete"),
        )
        indexes = (
            models.Index(fields=("document", "id"), name="direction_of_document"),
            models.Index(
                fields=("author", "document"),
                condition=Q(parent_flow__isnull=True),
                name="direction_author",
            ),
            models.Index(
                fields=("author", "-given_at"),
                condition=Q(way__in=(Way.HANDWRITTEN, Way.SPOKEN), confirmed_at__isnull=True),
                name="direction_unconfirmed",
            ),
            models.Index(
                fields=("acting_for", "-given_at"),
                condition=Q(acting_for__isnull=False),
                name="direction_in_stead",
            ),
            models.Index(
                fields=("watcher", "-given_at"),
                condition=Q(watcher__isnull=False),
                name="direction_watcher",
            ),
            models.Index(
                fields=("urger", "-given_at"),
                condition=Q(urger__isnull=False),
                name="direction_urger",
            ),
        )

    def __str__(self) -> str:
        return f"direction {self.pk} on {self.document_id}"


class ConfirmationClosed(models.Model):
    """Words entered for a leader who left before he confirmed them: who let it rest, and why.

    The direction itself stays as it is, unconfirmed.
    """

    direction = models.OneToOneField(Direction, models.PROTECT, related_name="closed")
    closed_by = models.ForeignKey(PERSON, models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()
    note = models.TextField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(note=""), name="confirmation_closed_says_why"),
        )

    def __str__(self) -> str:
        return f"confirmation of {self.direction_id} closed"
