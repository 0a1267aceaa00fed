# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Format(TextChoices):
    PDF = "pdf", "PDF"
    XLSX = "xlsx", "Excel (.xlsx)"
    DOCX = "docx", "Word (.docx)"


MEDIA_TYPES = {
    Format.PDF: "application/pdf",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class Report(TextChoices):
    """What a run makes."""

    LIST = "list", _("List of documents")
    INCOMING_REGISTER = "incoming_register", _("Register of incoming documents")
    TRACKING = "tracking", _("Register of the handling of incoming documents")
    VIOLATIONS = "violations", _("Late registration and presentation")
    CLOSING = "closing", _("Closing minutes of a book")
    INSERTED = "inserted", _("Inserted numbers of a month")
    WORK_FILE = "work_file", _("Work file as one PDF")


class RunState(TextChoices):
    QUEUED = "queued", pgettext_lazy("export", "Waiting")
    RUNNING = "running", pgettext_lazy("export", "Being made")
    DONE = "done", pgettext_lazy("export", "Ready")
    FAILED = "failed", pgettext_lazy("export", "Not made")
