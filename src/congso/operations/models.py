# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from congso.documents.enums import BookKind
from congso.operations.registers.enums import RowState, RunState, ScanState

PERSON = settings.AUTH_USER_MODEL


class ImportRun(models.Model):
    """The import of one old register: what was uploaded, how its columns are read, how far it is.

    `mapping` is field -> column (from 0), `options` what the person chose beside it. Counters are
    those of the last trial run; `imported` counts papers written.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey("organisation.RegistryOffice", models.PROTECT, related_name="+")
    owner = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=20, choices=BookKind)
    year = models.PositiveSmallIntegerField()
    series = models.CharField(max_length=20, blank=True)
    file_name = models.CharField(max_length=255)
    # The upload itself is only looked at for viruses and marks; its rows are what is worked with.
    staged_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=RunState)
    sheet = models.CharField(max_length=120, blank=True)
    header_row = models.PositiveIntegerField(default=0)
    headings = models.JSONField(default=list)
    confidence = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    tried = models.PositiveIntegerField(default=0)
    ready = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    book = models.ForeignKey("documents.Book", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    # The rate is that since the last start: a run may lie for a night.
    started_at = models.DateTimeField(null=True)
    imported_before = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=RunState.values), name="import_run_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=RunState.IMPORTING) | Q(book__isnull=False),
                name="import_run_has_a_book",
            ),
        )
        indexes = (models.Index(fields=("office", "-created_at"), name="import_run_of_office"),)

    def __str__(self) -> str:
        return f"{self.file_name} {self.year}: {self.state}"


class ImportRow(models.Model):
    """One row of the sheet: its cells as read, what they mean, what is wrong with them.

    Nothing of a row of a secret paper is kept but its number in the sheet.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField()
    cells = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=RowState, default=RowState.NEW)
    values = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    has_warning = models.BooleanField(default=False)
    document = models.ForeignKey("documents.Document", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("run", "row"), name="import_row_once"),
            models.CheckConstraint(
                condition=Q(state__in=RowState.values), name="import_row_state_known"
            ),
        )
        indexes = (models.Index(fields=("run", "state", "row"), name="import_row_by_state"),)

    def __str__(self) -> str:
        return f"row {self.row}: {self.state}"

    @property
    def is_hidden(self) -> bool:
        """Written, and restricted: what was uploaded is the named readers' from now on."""
        return self.document is not None and self.document.is_restricted


class ImportScan(models.Model):
    """One uploaded scan: to which row it belongs, or why it belongs to none."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="scans")
    name = models.CharField(max_length=255)
    staged_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=ScanState, default=ScanState.WAITING)
    reason = models.CharField(max_length=30, blank=True)
    row = models.ForeignKey(ImportRow, models.SET_NULL, null=True, related_name="+")
    file = models.ForeignKey("documents.DocumentFile", models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=ScanState.values), name="import_scan_state_known"
            ),
        )
        indexes = (models.Index(fields=("run", "state", "name"), name="import_scan_by_state"),)

    def __str__(self) -> str:
        return self.name
