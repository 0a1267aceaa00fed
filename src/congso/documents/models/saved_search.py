# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.conf import settings
from django.db import models


class SavedSearch(models.Model):
    """A person's own name for the address of a narrowed list; nobody else sees it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "name"), name="saved_search_name_once"),
        )
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
