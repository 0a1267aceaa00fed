# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from congso.routing.enums import Part

PERSON = settings.AUTH_USER_MODEL


class Attendance(models.Model):
    """Phân công dự họp: who attends, who in whose place, who prepares, who speaks."""

    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="attendance")
    person = models.ForeignKey(PERSON, models.PROTECT, db_index=False, related_name="+")
    part = models.CharField(max_length=8, choices=Part)
    instead_of = models.ForeignKey(
        PERSON, models.PROTECT, db_index=False, null=True, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True)
    assigned_by = models.ForeignKey(PERSON, models.PROTECT, db_index=False, related_name="+")
    assigned_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(
        PERSON, models.PROTECT, db_index=False, null=True, related_name="+"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("document", "person", "part"),
                condition=Q(cancelled_at__isnull=True),
                name="attendance_once",
            ),
            models.CheckConstraint(
                condition=Q(part=Part.INSTEAD, instead_of__isnull=False)
                | (~Q(part=Part.INSTEAD) & Q(instead_of__isnull=True)),
                name="attendance_instead_of_somebody",
            ),
        )
        indexes = (
            models.Index(
                fields=("person", "document"),
                condition=Q(cancelled_at__isnull=True),
                name="attendance_of_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.part} {self.document_id}"
