# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.db import models

from congso.audit.enums import Outcome


class Entry(models.Model):
    """One thing that happened. Inserted with the act, never changed (SECURITY.md, audit).

    `canonical` is the exact text that is sealed later; the other columns repeat parts of it so
    that it can be searched.
    """

    append_only = True

    uuid = models.UUIDField(unique=True)
    at = models.DateTimeField()
    verb = models.CharField(max_length=80)
    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    person_id = models.BigIntegerField(null=True)
    acting_for_id = models.BigIntegerField(null=True)
    via = models.CharField(max_length=60)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.DONE)
    canonical = models.TextField()

    class Meta:
        indexes = (
            models.Index(fields=("object_type", "object_id", "-id"), name="audit_object"),
            models.Index(fields=("person_id", "-id"), name="audit_person"),
            models.Index(fields=("verb", "-id"), name="audit_verb"),
        )

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type}:{self.object_id}"


class Detail(models.Model):
    """Before, after and personal data of an entry, in plain.

    Kept apart so that correction of personal data and emergency removal can erase it; the entry
    holds only salted hashes of it, which stay valid.
    """

    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, primary_key=True, related_name="detail"
    )
    salt = models.BinaryField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    personal = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"detail of {self.entry_id}"
