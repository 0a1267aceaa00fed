# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Direction(TextChoices):
    """The kinds of PRACTICE 3.1 that are documents with a book."""

    INCOMING = "incoming", _("Incoming")
    OUTGOING = "outgoing", _("Outgoing")


class State(TextChoices):
    """Of the paper. Handling has states of its own, on the recipient flows."""

    RECEIVED = "received", _("To register")
    REGISTERED = "registered", _("To distribute")
    DISTRIBUTED = "distributed", _("Distributed")
    FINISHED = "finished", _("Handled")
    RETURNED = "returned", _("Returned to sender")
    VOID = "void", _("Void")
    BLANK = "blank", _("Number taken, to fill in")
    JOINED = "joined", _("Joined to a registered paper")
    WITHDRAWN = "withdrawn", _("Taken back by the sender")


class Urgency(IntegerChoices):
    """edXML Priority 0 to 3."""

    NORMAL = 0, _("Normal")
    URGENT = 1, _("Urgent")
    VERY_URGENT = 2, _("Very urgent")
    EXPRESS = 3, _("Express")


class Secrecy(TextChoices):
    """R-15: nothing secret enters, so the column admits one value only."""

    NORMAL = "normal", pgettext_lazy("secrecy", "Normal")


class Road(TextChoices):
    """Hình thức nhận: how a paper came."""

    EXCHANGE = "exchange", _("National exchange")
    MAIL = "mail", _("Official mail")
    POST = "post", _("Post")
    HAND = "hand", _("By hand")
    FAX = "fax", _("Fax")
    INTERNAL = "internal", _("Inside the house")


class BookKind(TextChoices):
    INCOMING = "incoming", _("Book of incoming documents")
    INVITATION = "invitation", _("Book of invitations")
    PETITION = "petition", _("Book of petitions")
    OUTGOING = "outgoing", _("Book of outgoing documents")


class BookState(TextChoices):
    OPEN = "open", pgettext_lazy("book", "Open")
    CLOSED = "closed", pgettext_lazy("book", "Closed")


class BlockPurpose(TextChoices):
    """Why numbers are taken before the content is entered."""

    PILE = "pile", _("Pile of papers in hand")
    PAPER_BOOK = "paper_book", _("Interim paper book")


class ScanState(TextChoices):
    """How far the scan of a pile is; it is split by a job."""

    WAITING = "waiting", _("The scan waits for its turn.")
    READING = "reading", _("The labels are being read…")
    CUTTING = "cutting", _("The pages are being put apart…")
    DONE = "done", _("The scan is split.")
    REFUSED = "refused", _("The scan was not taken.")


class Doubt(TextChoices):
    """Why pages of a scanned pile want a look before they are matched."""

    NO_LABEL = "no_label", _("Pages before the first label")
    UNKNOWN_LABEL = "unknown_label", _("A label of another pile")
    TWO_LABELS = "two_labels", _("Two labels on one page")
    TWICE = "twice", _("The label stands on two sheets")
    NEXT_MISSING = "next_missing", _("The label of the next number was not found")
    NOT_READ = "not_read", _("No label was read")


class TypeGroup(TextChoices):
    """Types of paper that an office may number together in a series of their own."""

    INVITATION = "invitation", _("Invitations")
    PETITION = "petition", _("Petitions")


class ReceiptState(TextChoices):
    """How far the receipt to the sender of a registered paper is (Decree 30, Article 21)."""

    WAITING = "waiting", _("Waits to be sent by official mail")
    HANDED = "handed", _("Handed over on paper")


class EnvelopeState(TextChoices):
    PASSED_ON = "passed_on", pgettext_lazy("envelope", "Passed on")
    REGISTERED = "registered", pgettext_lazy("envelope", "Came back and registered")


class AddresseeKind(TextChoices):
    """To whom an envelope is passed on unopened (Decree 30/2020, Article 21)."""

    PERSON = "person", _("A named person")
    PARTY = "party", _("Party committee")
    UNION = "union", _("Trade union")
    YOUTH = "youth", _("Youth union")
    OTHER_BODY = "other", _("Another body")


class FileRole(TextChoices):
    MAIN = "main", _("Main file")
    ANNEX = "annex", _("Annex")
    HANDWRITTEN = "handwritten", _("Handwritten direction")
    ORIGINAL = "original", _("Paper original, scanned later")
