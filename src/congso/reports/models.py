# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from congso.reports.enums import Format, Report, RunState

PERSON = settings.AUTH_USER_MODEL


class ExportRun(models.Model):
    """One file made of rows of papers: for whom, of what, how far, and where it lies for a day.

    `principals` are those its owner stood for when the rows were chosen: who has lost one of them
    since does not get the file (VISIBILITY.md: losing a right takes effect at once). `papers` are
    those it shows in full: when one of them is his no longer, neither is the file.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(PERSON, models.CASCADE, related_name="+")
    report = models.CharField(max_length=20, choices=Report)
    format = models.CharField(max_length=4, choices=Format)
    wanted = models.JSONField()
    state = models.CharField(max_length=8, choices=RunState, default=RunState.QUEUED)
    rows = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    file_name = models.CharField(max_length=120)
    size = models.BigIntegerField(null=True)
    principals = ArrayField(models.IntegerField(), default=list)
    papers = ArrayField(models.BigIntegerField(), default=list)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=RunState.values), name="export_run_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=RunState.DONE) | Q(finished_at__isnull=False),
                name="export_run_done_has_a_time",
            ),
        )
        indexes = (models.Index(fields=("owner", "-created_at"), name="export_run_owner"),)

    def __str__(self) -> str:
        return f"{self.report} {self.format} for {self.owner_id}: {self.state}"
