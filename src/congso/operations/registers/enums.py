# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RunState(TextChoices):
    """Where the import of one register file stands."""

    MAPPING = "mapping", pgettext_lazy("import", "Columns to confirm")
    CHECKING = "checking", pgettext_lazy("import", "Trial run under way")
    CHECKED = "checked", pgettext_lazy("import", "Tried, nothing written")
    IMPORTING = "importing", pgettext_lazy("import", "Being imported")
    CANCELLED = "cancelled", pgettext_lazy("import", "Stopped")
    DONE = "done", pgettext_lazy("import", "Imported")
    UNDONE = "undone", pgettext_lazy("import", "Taken back")


class RowState(TextChoices):
    """Where one row of the sheet stands."""

    NEW = "new", pgettext_lazy("row", "Not tried yet")
    SKIPPED = "skipped", pgettext_lazy("row", "No entry")
    ERROR = "error", pgettext_lazy("row", "Error")
    READY = "ready", pgettext_lazy("row", "Ready")
    PRESENT = "present", pgettext_lazy("row", "In the book already")
    IMPORTED = "imported", pgettext_lazy("row", "Imported")


class ScanState(TextChoices):
    """Where one uploaded scan stands."""

    WAITING = "waiting", pgettext_lazy("scan", "Being checked")
    TO_CONFIRM = "to_confirm", pgettext_lazy("scan", "To be confirmed by hand")
    REFUSED = "refused", pgettext_lazy("scan", "Not accepted")
    UNMATCHED = "unmatched", pgettext_lazy("scan", "No row found")
    ATTACHED = "attached", pgettext_lazy("scan", "Attached")


class Restrict(TextChoices):
    """Which rows become restricted papers, seen by named readers only."""

    NONE = "none", _("No row")
    MARKED = "marked", _("Rows marked in the column “Restricted”")
    ALL = "all", _("All rows")
