# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.db import models

from congso.access.enums import Level


class AccessRow(models.Model):
    """One principal may see one object. Truth for lists; search reads a copy kept by trigger."""

    pk = models.CompositePrimaryKey("kind", "object_id", "principal")
    kind = models.PositiveSmallIntegerField()
    object_id = models.BigIntegerField()
    principal = models.IntegerField()
    level = models.PositiveSmallIntegerField(default=Level.FULL)
    sort_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(
                fields=("principal", "kind", "-sort_at", "-object_id"), name="access_newest"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id} to {self.principal}"
