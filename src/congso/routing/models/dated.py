# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from congso.routing.enums import DueKind


class Due(models.Model):
    """A deadline: a day, an hour, none, or regular work (PRACTICE 2.3)."""

    due_kind = models.CharField(max_length=8, choices=DueKind, default=DueKind.NONE)
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


def due_constraint(name: str) -> models.CheckConstraint:
    """A moment if and only if the kind has one."""
    timed: Any = (DueKind.DAY, DueKind.HOUR)
    return models.CheckConstraint(
        condition=Q(due_kind__in=timed, due_at__isnull=False)
        | Q(due_kind__in=(DueKind.NONE, DueKind.REGULAR), due_at__isnull=True),
        name=name,
    )
