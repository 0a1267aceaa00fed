# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the office has settled or done before: phrases, routine kinds, key words, precedents."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from congso.common.vietnamese import fold

PERSON = settings.AUTH_USER_MODEL


class StockPhrase(models.Model):
    """Words for a direction: the office's, or one leader's own."""

    office = models.ForeignKey("organisation.RegistryOffice", models.PROTECT, related_name="+")
    owner = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(text=""), name="stock_phrase_has_text"),
            models.UniqueConstraint(
                fields=("office", "owner", "text"),
                nulls_distinct=False,
                name="stock_phrase_once",
            ),
        )
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.text


class RoutineKind(models.Model):
    """A kind of paper that the Office sends straight to units (working rules; PRACTICE 2.1, 4b)."""

    office = models.ForeignKey("organisation.RegistryOffice", models.CASCADE, related_name="+")
    type = models.ForeignKey("documents.DocumentType", models.CASCADE, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("office", "type"), name="routine_kind_once"),
        )

    def __str__(self) -> str:
        return f"{self.type_id} straight in {self.office_id}"


class UnitKeyword(models.Model):
    """Words of a subject that point to a unit, when no like paper has gone before."""

    unit = models.ForeignKey("organisation.Unit", models.CASCADE, related_name="+")
    phrase = models.CharField(max_length=120)
    folded = models.CharField(max_length=120, editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("unit", "folded"), name="unit_keyword_once"),
        )

    def __str__(self) -> str:
        return f"{self.phrase}: {self.unit_id}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.folded = fold(self.phrase)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Precedent(models.Model):
    """How a paper went: what the next one of that sender is compared with."""

    append_only = True

    direction = models.OneToOneField(
        "routing.Direction", models.CASCADE, primary_key=True, related_name="+"
    )
    office = models.ForeignKey("organisation.RegistryOffice", models.CASCADE, related_name="+")
    issuer = models.ForeignKey(
        "organisation.ExternalAgency", models.CASCADE, null=True, related_name="+"
    )
    issuer_unit = models.ForeignKey(
        "organisation.Unit", models.CASCADE, null=True, related_name="+"
    )
    type = models.ForeignKey("documents.DocumentType", models.CASCADE, related_name="+")
    words = ArrayField(models.CharField(max_length=40))
    lead_unit = models.ForeignKey("organisation.Unit", models.CASCADE, related_name="+")
    supporting = ArrayField(models.BigIntegerField(), default=list)
    leader = models.ForeignKey(PERSON, models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(
                fields=("office", "issuer", "-at"),
                condition=Q(issuer__isnull=False),
                name="precedent_issuer",
            ),
            models.Index(
                fields=("office", "issuer_unit", "-at"),
                condition=Q(issuer_unit__isnull=False),
                name="precedent_issuer_unit",
            ),
            models.Index(fields=("office", "type", "-at"), name="precedent_type"),
        )

    def __str__(self) -> str:
        return f"precedent of direction {self.direction_id}"
