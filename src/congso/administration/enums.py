# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RequestKind(TextChoices):
    """What is asked of the Office about an account."""

    CHANGE = "change", _("Change of account data")
    RESET_FACTOR = "reset_factor", _("Reset of the second factor")
    PASSWORD = "password", _("Password slip of a guarded account")


class State(TextChoices):
    WAITING = "waiting", pgettext_lazy("account request", "Waiting for the Office")
    APPROVED = "approved", pgettext_lazy("account request", "Approved and applied")
    REFUSED = "refused", pgettext_lazy("account request", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("account request", "Withdrawn")
