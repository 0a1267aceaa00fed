# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

PERSON = settings.AUTH_USER_MODEL


class ClockStop(models.Model):
    """The Office stopped the deadlines of an incomplete paper, and why they run again.

    A copy in another office of the house stands still with the paper it came from (`above`).
    """

    document = models.ForeignKey(
        "documents.Document", models.PROTECT, db_index=False, related_name="clock_stops"
    )
    above = models.ForeignKey(
        "self", models.PROTECT, db_index=False, null=True, related_name="below"
    )
    stopped_at = models.DateTimeField()
    stopped_by = models.ForeignKey(PERSON, models.PROTECT, db_index=False, related_name="+")
    reason = models.CharField(max_length=1000)
    started_at = models.DateTimeField(null=True)
    started_by = models.ForeignKey(
        PERSON, models.PROTECT, db_index=False, null=True, related_name="+"
    )
    start_reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("document",),
                condition=Q(started_at__isnull=True),
                name="clock_stop_one_open_a_paper",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="clock_stop_says_why"),
            models.CheckConstraint(
                condition=Q(started_at__isnull=True, started_by__isnull=True)
                | (
                    Q(started_at__gte=F("stopped_at"), started_by__isnull=False)
                    & ~Q(start_reason="")
                ),
                name="clock_start_says_why",
            ),
        )
        indexes = (
            models.Index(fields=("document", "id"), name="clock_stop_of_document"),
            models.Index(
                fields=("above",), condition=Q(above__isnull=False), name="clock_stop_above"
            ),
        )

    def __str__(self) -> str:
        return f"clock stop {self.pk} of {self.document_id}"
