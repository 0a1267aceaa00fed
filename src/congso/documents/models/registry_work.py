# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the clerk's table holds beside papers: piles, envelopes, claims, the scheme of books."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from congso.documents.enums import (
    AddresseeKind,
    BlockPurpose,
    BookKind,
    Doubt,
    EnvelopeState,
    ReceiptState,
    Road,
    ScanState,
    TypeGroup,
)
from congso.documents.models.document import SUBJECT_MAX

PERSON = settings.AUTH_USER_MODEL


class NumberBlock(models.Model):
    """Numbers taken together before the content is entered: first..last, a blank paper each.

    For a pile of sheets in hand (PRACTICE 6, no. 1), or for numbers written into the paper book
    while the system was down (no. 21). A number has its row from the moment it is taken.
    """

    office = models.ForeignKey("organisation.RegistryOffice", models.PROTECT, related_name="+")
    book = models.ForeignKey("documents.Book", models.PROTECT, related_name="blocks")
    purpose = models.CharField(max_length=12, choices=BlockPurpose)
    first_number = models.PositiveIntegerField()
    last_number = models.PositiveIntegerField()
    reason = models.CharField(max_length=500, blank=True)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(last_number__gte=F("first_number")), name="block_numbers_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(purpose=BlockPurpose.PAPER_BOOK) | ~Q(reason=""),
                name="block_of_paper_book_has_a_reason",
            ),
        )
        ordering = ("-taken_at",)

    def __str__(self) -> str:
        return f"{self.first_number}–{self.last_number}"


class PileScan(models.Model):
    """One scan of a pile on its way: uploaded whole, split by a job, refused in words."""

    block = models.ForeignKey(NumberBlock, models.PROTECT, related_name="scans")
    upload = models.UUIDField()  # of a file that passes through; gone once it is split
    state = models.CharField(max_length=10, choices=ScanState, default=ScanState.WAITING)
    reason = models.CharField(max_length=20, blank=True)  # of CannotRead, or "gone"
    pieces_found = models.PositiveIntegerField(default=0)
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("block",),
                condition=Q(ended_at__isnull=True),
                name="pile_scan_one_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"scan {self.pk} of {self.block_id}"


class ScannedPiece(models.Model):
    """Pages of one scanned pile that belong together, and the paper they were matched with."""

    block = models.ForeignKey(NumberBlock, models.PROTECT, related_name="pieces")
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, related_name="scanned_pieces"
    )
    # The pages as an upload of their own, checked like any other; gone once they are kept.
    staged_id = models.BigIntegerField(null=True)
    first_page = models.PositiveIntegerField()
    last_page = models.PositiveIntegerField()
    doubts = ArrayField(models.CharField(max_length=20, choices=Doubt), default=list)
    scanned_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = (models.Index(fields=("block", "first_page"), name="piece_of_block"),)

    def __str__(self) -> str:
        return f"{self.first_page}–{self.last_page}"


class Receipt(models.Model):
    """The receipt an outside sender is owed for a registered paper: one for each (B-05).

    It waits for the official mail, or the clerk gives it on paper. A sender inside the house sees
    the number on his own desk and is owed none.
    """

    document = models.OneToOneField(
        "documents.Document", models.CASCADE, primary_key=True, related_name="receipt"
    )
    office = models.ForeignKey("organisation.RegistryOffice", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ReceiptState, default=ReceiptState.WAITING)
    owed_since = models.DateTimeField()
    handed_at = models.DateTimeField(null=True)
    handed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state=ReceiptState.WAITING, handed_at__isnull=True)
                | Q(state=ReceiptState.HANDED, handed_at__isnull=False),
                name="receipt_handed_has_a_time",
            ),
        )
        indexes = (
            models.Index(
                fields=("office", "owed_since", "document"),
                name="receipt_waiting",
                condition=Q(state=ReceiptState.WAITING),
            ),
        )

    def __str__(self) -> str:
        return f"receipt for {self.document_id}: {self.state}"


class Claim(models.Model):
    """The clerk who is entering a paper right now; the other one sees his name."""

    document = models.OneToOneField(
        "documents.Document", models.CASCADE, primary_key=True, related_name="claim"
    )
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.document_id} by {self.person_id}"


class HandIn(models.Model):
    """A paper that went past the registry to a unit or person, handed to the clerk for a number.

    Unregistered there is no duty to process it (Decree 30/2020, Article 22).
    """

    document = models.OneToOneField(
        "documents.Document", models.CASCADE, primary_key=True, related_name="hand_in"
    )
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    handed_at = models.DateTimeField()
    # What he wrote. The clerk may enter something else, and whom that is for is not his to see.
    subject = models.CharField(max_length=SUBJECT_MAX)

    class Meta:
        indexes = (models.Index(fields=("person", "-handed_at"), name="hand_in_of_person"),)

    def __str__(self) -> str:
        return f"{self.document_id} by {self.person_id}"


class Envelope(models.Model):
    """An unopened envelope handed on: one line, nothing of what is inside (B-13)."""

    office = models.ForeignKey("organisation.RegistryOffice", models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=EnvelopeState, default=EnvelopeState.PASSED_ON)
    sender = models.CharField(max_length=300)
    number_on_envelope = models.CharField(max_length=60, blank=True)
    addressee_kind = models.CharField(max_length=12, choices=AddresseeKind)
    addressee = models.CharField(max_length=200)
    is_hand_to_hand = models.BooleanField(default=False)
    road = models.CharField(max_length=10, choices=Road)
    arrived_at = models.DateTimeField()
    passed_on_at = models.DateTimeField()
    passed_on_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    document = models.OneToOneField(
        "documents.Document", models.PROTECT, null=True, related_name="envelope"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state=EnvelopeState.PASSED_ON, document__isnull=True)
                | Q(state=EnvelopeState.REGISTERED, document__isnull=False),
                name="envelope_registered_has_its_paper",
            ),
        )
        indexes = (models.Index(fields=("office", "-arrived_at"), name="envelope_list"),)

    def __str__(self) -> str:
        return f"{self.sender} → {self.addressee}"


class BookScheme(models.Model):
    """In which series of an office papers of one kind are numbered (B-17, Decree 30, Article 15).

    A row for one type stands before a row for a group; without a row the default holds: petitions
    in their own book, everything else in one series.
    """

    office = models.ForeignKey("organisation.RegistryOffice", models.CASCADE, related_name="+")
    type = models.ForeignKey("documents.DocumentType", models.CASCADE, null=True, related_name="+")
    group = models.CharField(max_length=12, choices=TypeGroup, blank=True)
    book_kind = models.CharField(max_length=20, choices=BookKind)
    series = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("office", "type"), condition=Q(group=""), name="scheme_once_a_type"
            ),
            models.UniqueConstraint(
                fields=("office", "group"),
                condition=Q(type__isnull=True),
                name="scheme_once_a_group",
            ),
            models.CheckConstraint(
                condition=Q(type__isnull=False, group="") | (Q(type__isnull=True) & ~Q(group="")),
                name="scheme_of_a_type_or_a_group",
            ),
        )

    def __str__(self) -> str:
        return f"{self.type or self.group} → {self.book_kind} {self.series}".strip()
