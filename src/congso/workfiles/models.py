# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from congso.common.vietnamese import fold
from congso.workfiles.enums import Retention, State

PERSON = settings.AUTH_USER_MODEL


class WorkFile(models.Model):
    """One file: title, symbol, keeper, retention (Decree 30/2020, Article 29)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey("organisation.RegistryOffice", models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="+")
    keeper = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    title = models.CharField(max_length=500)
    folded = models.CharField(max_length=500, editable=False)
    symbol = models.CharField(max_length=30, blank=True)
    retention = models.CharField(max_length=10, choices=Retention, default=Retention.YEARS_10)
    state = models.CharField(max_length=12, choices=State)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(title=""), name="work_file_has_a_title"),
            models.CheckConstraint(
                condition=Q(state=State.CLOSED, closed_at__isnull=False)
                | Q(state=State.IN_PROGRESS, closed_at__isnull=True),
                name="work_file_closed_has_a_time",
            ),
        )
        indexes = (
            models.Index(fields=("keeper", "state", "-opened_at"), name="work_file_keeper"),
            models.Index(fields=("unit", "state", "-opened_at"), name="work_file_unit"),
        )

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        self.folded = fold(self.title)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Content(models.Model):
    """A paper in a file, by reference; the ordinal is its place in the table of contents."""

    work_file = models.ForeignKey(WorkFile, models.PROTECT, related_name="contents")
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="+")
    ordinal = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("work_file", "document"), name="paper_once_in_a_file"),
            models.UniqueConstraint(fields=("work_file", "ordinal"), name="ordinal_once_in_a_file"),
        )
        indexes = (models.Index(fields=("document",), name="content_document"),)

    def __str__(self) -> str:
        return f"{self.ordinal} in {self.work_file_id}"
