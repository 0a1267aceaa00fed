# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length

from congso.documents.enums import Direction, FileRole, Road, Secrecy, State, Urgency

PERSON = settings.AUTH_USER_MODEL
models.CharField.register_lookup(Length)
models.TextField.register_lookup(Length)

SUBJECT_MAX = 500


class DocumentType(models.Model):
    """A kind of paper: the 29 of Decree 30/2020, its copies and older ones; editable (B-15)."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    abbreviation = models.CharField(max_length=20, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_copy = models.BooleanField(default=False)
    is_invitation = models.BooleanField(default=False)
    is_petition = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name


class Document(models.Model):
    """A paper in one registry office (DOMAIN 1.8 gives the fields of the national form)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    direction = models.CharField(max_length=10, choices=Direction, default=Direction.INCOMING)
    office = models.ForeignKey("organisation.RegistryOffice", models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    book = models.ForeignKey("documents.Book", models.PROTECT, null=True, related_name="documents")
    number = models.PositiveIntegerField(null=True)
    number_suffix = models.CharField(max_length=5, blank=True)
    registered_at = models.DateTimeField(null=True)
    registered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    arrived_at = models.DateTimeField()
    arrived_on = models.DateField()
    road = models.CharField(max_length=10, choices=Road)

    type = models.ForeignKey(DocumentType, models.PROTECT, related_name="+")
    symbol = models.CharField(max_length=60, blank=True)
    symbol_key = models.CharField(max_length=60, blank=True, editable=False)
    symbol_number = models.PositiveIntegerField(null=True, editable=False)
    issued_on = models.DateField(null=True, blank=True)
    issuer = models.ForeignKey(
        "organisation.ExternalAgency", models.PROTECT, null=True, blank=True, related_name="+"
    )
    issuer_unit = models.ForeignKey(
        "organisation.Unit", models.PROTECT, null=True, blank=True, related_name="+"
    )
    issuer_name = models.CharField(max_length=300)
    subject = models.TextField()
    language = models.CharField(max_length=50, default="vi")
    pages = models.PositiveIntegerField(null=True, blank=True)
    description = models.TextField(blank=True)
    signer_name = models.CharField(max_length=120, blank=True)
    signer_position = models.CharField(max_length=200, blank=True)
    urgency = models.PositiveSmallIntegerField(choices=Urgency, default=Urgency.NORMAL)
    secrecy = models.CharField(max_length=10, choices=Secrecy, default=Secrecy.NORMAL)
    to_places = models.TextField(blank=True)
    due_at = models.DateTimeField(null=True, blank=True)

    is_restricted = models.BooleanField(default=False)
    is_missing_annex = models.BooleanField(default=False)
    missing_note = models.CharField(max_length=500, blank=True)
    paper_number_note = models.CharField(max_length=200, blank=True)

    # The paper of another office of the house this one is a copy of (PRACTICE 1.3).
    source = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="copies")
    transfer_note = models.TextField(blank=True)

    joined_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="joined_papers"
    )
    block = models.ForeignKey(
        "documents.NumberBlock", models.PROTECT, null=True, blank=True, related_name="documents"
    )
    # Why it was returned or made void, and when; the line stays in the book.
    set_aside_reason = models.CharField(max_length=500, blank=True)
    set_aside_at = models.DateTimeField(null=True, blank=True)
    insert_reason = models.CharField(max_length=500, blank=True)
    missing_asked_at = models.DateTimeField(null=True, blank=True)
    # Since when its deadlines do not run (PRACTICE 2.3); who stopped them and why, routing keeps.
    clock_stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("book", "number", "number_suffix"), name="document_number_once"
            ),
            models.CheckConstraint(
                condition=Q(subject__length__gte=1) & Q(subject__length__lte=SUBJECT_MAX),
                name="document_subject_1_to_500",
            ),
            models.CheckConstraint(
                condition=Q(secrecy=Secrecy.NORMAL), name="document_nothing_secret"
            ),
            models.CheckConstraint(
                condition=Q(urgency__in=Urgency.values), name="document_urgency_known"
            ),
            models.CheckConstraint(condition=Q(road__in=Road.values), name="document_road_known"),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="document_state_known"
            ),
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True) | Q(issued_on__lte=F("arrived_on")),
                name="document_issued_before_arrival",
            ),
            models.CheckConstraint(
                condition=Q(issuer_name__length__gte=1), name="document_has_an_issuer"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=(State.RECEIVED, State.RETURNED, State.JOINED, State.WITHDRAWN)
                )
                | (Q(number__isnull=False) & Q(book__isnull=False) & Q(registered_at__isnull=False))
                # A line of a past book whose paper bears no number: its note says so.
                | (
                    Q(direction=Direction.OUTGOING, state=State.FINISHED, book__isnull=False)
                    & ~Q(paper_number_note="")
                ),
                name="document_registered_has_a_number",
            ),
            models.CheckConstraint(
                condition=Q(state=State.JOINED, joined_into__isnull=False)
                | (~Q(state=State.JOINED) & Q(joined_into__isnull=True)),
                name="document_joined_into_another",
            ),
            models.UniqueConstraint(
                fields=("source", "office"),
                # One that was returned, taken back or made void may be sent again.
                condition=Q(source__isnull=False)
                & ~Q(state__in=(State.RETURNED, State.VOID, State.WITHDRAWN)),
                name="document_one_copy_an_office",
            ),
        )
        indexes = (
            models.Index(fields=("book", "-number", "number_suffix"), name="document_in_book"),
            models.Index(fields=("symbol_key",), name="document_symbol"),
            models.Index(fields=("number",), name="document_number"),
            models.Index(fields=("symbol_number",), name="document_symbol_number"),
            models.Index(fields=("issuer_name", "-created_at", "-id"), name="document_issuer"),
            # what an office, or one of its clerks, has registered today
            models.Index(fields=("office", "-registered_at"), name="document_registered"),
            models.Index(
                fields=("office", "-urgency", "created_at"),
                name="document_to_register",
                condition=Q(state=State.RECEIVED),
            ),
            models.Index(
                fields=("office", "-urgency", "created_at"),
                name="document_to_distribute",
                condition=Q(state=State.REGISTERED),
            ),
            models.Index(
                fields=("office", "registered_at", "number"),
                name="document_to_fill_in",
                condition=Q(state=State.BLANK),
            ),
            models.Index(
                fields=("office", "-created_at", "-id"),
                name="document_returned_void",
                condition=Q(state__in=(State.RETURNED, State.VOID)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number_text or '…'} {self.symbol} {self.subject[:40]}"

    @property
    def number_text(self) -> str:
        """The number as written in the book: 8341, 15a; empty before registration."""
        return "" if self.number is None else f"{self.number}{self.number_suffix}"


class Invitation(models.Model):
    """What a giấy mời adds to a paper: the hour of meeting is its deadline (PRACTICE 2.4)."""

    document = models.OneToOneField(
        Document, models.CASCADE, primary_key=True, related_name="invitation"
    )
    meets_at = models.DateTimeField()
    place = models.CharField(max_length=300, blank=True)
    chair = models.CharField(max_length=200, blank=True)
    invited = models.TextField(blank=True)
    papers = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index(fields=("meets_at",), name="invitation_hour"),)

    def __str__(self) -> str:
        return f"{self.meets_at} {self.place}"


class Complainant(models.Model):
    """The name behind a petition: shown to the named list only, never indexed, never printed."""

    document = models.OneToOneField(
        Document, models.CASCADE, primary_key=True, related_name="complainant"
    )
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return "complainant"


class NamedReader(models.Model):
    """One person on the list of a restricted paper (PRACTICE 2.12)."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="named_readers")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("document", "person"), name="named_reader_once"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} may read {self.document_id}"


class DocumentFile(models.Model):
    """A file of a paper. The bytes are the file store's and never change."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="files")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=255)
    role = models.CharField(max_length=12, choices=FileRole)
    position = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("document",),
                condition=Q(role=FileRole.MAIN),
                name="document_one_main_file",
            ),
        )
        indexes = (
            models.Index(fields=("sha256",), name="document_file_hash"),
            models.Index(fields=("document", "position"), name="document_files"),
        )

    def __str__(self) -> str:
        return self.name


class Arrival(models.Model):
    """The same paper by one more road: joined, no new number (B-03)."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="arrivals")
    road = models.CharField(max_length=10, choices=Road)
    arrived_at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)
    joined_at = models.DateTimeField()
    joined_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.road} {self.arrived_at}"


class SearchEntry(models.Model):
    """What search reads: folded text and, by trigger, the principals who may see the paper.

    Apart from the document, so that its narrow row stays quick to list. `own` is folded from the
    fields, `from_files` from the text of its files; `fts` is generated from both.
    """

    document = models.OneToOneField(
        Document, models.CASCADE, primary_key=True, related_name="search_entry"
    )
    created_at = models.DateTimeField()
    own = models.TextField()
    # The folded words of the directions, part of `own`: other modules bring them.
    said = models.TextField(blank=True, default="", db_default="")
    from_files = models.TextField(blank=True)
    fts = models.GeneratedField(
        expression=SearchVector("own", weight="A", config="simple")
        + SearchVector("from_files", weight="C", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    acl = ArrayField(models.IntegerField(), default=list, editable=False)

    class Meta:
        indexes = (
            models.Index(fields=("-created_at", "-document"), name="documents_search_newest"),
        )

    def __str__(self) -> str:
        return f"search {self.document_id}"
