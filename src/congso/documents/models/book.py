# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from congso.documents.enums import BookKind, BookState


class Book(models.Model):
    """One year's book of one registry office: where a series of numbers lives (PRACTICE 1.6).

    `last_number` moves only inside the transaction that saves a paper, under the row's lock.
    Imported books of the past are closed and may have gaps; one of this year stands beside the
    open book, whose numbers begin after its last one.
    """

    office = models.ForeignKey("organisation.RegistryOffice", models.PROTECT, related_name="books")
    kind = models.CharField(max_length=20, choices=BookKind)
    series = models.CharField(max_length=20, blank=True)
    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    opening_number = models.PositiveIntegerField(default=1)
    opening_note = models.CharField(max_length=300, blank=True)
    last_number = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=BookState, default=BookState.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    is_imported = models.BooleanField(default=False)
    is_trial = models.BooleanField(default=False)
    # Set once by the act that gave the opening number; the counter is never set again.
    opened_with_number_at = models.DateTimeField(null=True, blank=True)
    # What the closing minutes say, as counted on the day of closing (PRACTICE 1.9).
    closing = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("office", "kind", "series", "year", "is_trial", "is_imported"),
                name="book_once_a_year",
            ),
            models.CheckConstraint(
                condition=Q(last_number__gte=F("opening_number") - 1),
                name="book_counter_from_opening",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=1945) & Q(year__lte=2200), name="book_year_sane"
            ),
        )
        ordering = ("-year", "kind", "series")

    def __str__(self) -> str:
        return self.name

    @property
    def is_unused(self) -> bool:
        """No number was taken, and nobody has said with which one it begins."""
        return self.last_number < self.opening_number and self.opened_with_number_at is None

    @property
    def expected_number(self) -> int:
        """The number the next paper is likely to get; nothing is held."""
        return self.last_number + 1
