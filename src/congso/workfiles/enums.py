# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    """PRACTICE 2.8; handing over to the archive comes with the archive."""

    IN_PROGRESS = "in_progress", pgettext_lazy("work file", "In progress")
    CLOSED = "closed", pgettext_lazy("work file", "Closed")


class Retention(TextChoices):
    """Thời hạn bảo quản."""

    PERMANENT = "permanent", _("Permanent")
    YEARS_70 = "70", _("70 years")
    YEARS_20 = "20", _("20 years")
    YEARS_10 = "10", _("10 years")
    YEARS_5 = "5", _("5 years")
    YEARS_2 = "2", _("2 years")
