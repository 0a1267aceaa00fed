# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from congso.filestore.enums import ScanResult, StagedState, TextSource, TextState

SHA256_LENGTH = 64


class Staged(models.Model):
    """An upload in the staging folder. Nothing of its content is here: that lies beside the file
    and is erased with it (PRACTICE 2.13). Persons are ids: this module is below them.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner_id = models.BigIntegerField()
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=SHA256_LENGTH)
    created_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=StagedState, default=StagedState.UPLOADED)
    reason = models.CharField(max_length=20, blank=True)
    signature = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    flags = models.JSONField(default=list)
    secret_mark = models.CharField(max_length=12, blank=True)
    ocr_available = models.BooleanField(default=True)
    checked_at = models.DateTimeField(null=True)
    confirmed_by_id = models.BigIntegerField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    # Held for rows of a module above, which says who may act and lets go: no day's limit.
    is_held = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=StagedState.values), name="staged_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=StagedState.CLEAN)
                | Q(secret_mark="")
                | Q(confirmed_by_id__isnull=False),
                name="staged_marked_needs_a_person",
            ),
        )
        indexes = (
            models.Index(fields=("owner_id", "-created_at"), name="staged_of_owner"),
            models.Index(fields=("created_at",), name="staged_by_age"),
        )

    def __str__(self) -> str:
        return f"{self.uuid} {self.state}"


class Blob(models.Model):
    """One kept content, whoever uses it. The bytes are in the store under `sha256`."""

    sha256 = models.CharField(max_length=SHA256_LENGTH, unique=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    flags = models.JSONField(default=list)
    created_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True)  # the last time somebody kept this very content
    scan_state = models.CharField(max_length=10, choices=ScanResult)
    scanned_at = models.DateTimeField(null=True)
    page_count = models.PositiveIntegerField(null=True)
    page_sizes = models.JSONField(default=list)
    text_state = models.CharField(max_length=12, choices=TextState, default=TextState.PENDING)
    has_text_layer = models.BooleanField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(scan_state__in=ScanResult.values), name="blob_scan_known"
            ),
            models.CheckConstraint(
                condition=Q(text_state__in=TextState.values), name="blob_text_known"
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="blob_not_empty"),
        )
        indexes = (
            models.Index(
                fields=("created_at",),
                name="blob_unread",
                condition=Q(text_state=TextState.UNAVAILABLE),
            ),
        )

    def __str__(self) -> str:
        return self.sha256


class BlobText(models.Model):
    """The text of one page, in NFC; of pages read by OCR also the words with their places."""

    blob = models.ForeignKey(Blob, models.CASCADE, related_name="texts")
    page = models.PositiveIntegerField()
    text = models.TextField()
    source = models.CharField(max_length=5, choices=TextSource)
    words = models.JSONField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("blob", "page"), name="blob_text_once"),
            models.CheckConstraint(
                condition=Q(source__in=TextSource.values), name="blob_text_source_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.blob_id} page {self.page}"


class Removal(models.Model):
    """The emergency removal of a secret paper that slipped in: by two people.

    Open until the second person confirms it or the first takes the request back.
    """

    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    requested_by_id = models.BigIntegerField()
    requested_at = models.DateTimeField()
    confirmed_by_id = models.BigIntegerField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="removal_confirmed_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by_id__isnull=True)
                | ~Q(confirmed_by_id=F("requested_by_id")),
                name="removal_by_two_people",
            ),
            models.UniqueConstraint(
                fields=("blob",),
                condition=Q(confirmed_at__isnull=True, withdrawn_at__isnull=True),
                name="removal_asked_once",
            ),
        )

    def __str__(self) -> str:
        return f"removal {self.pk}"
