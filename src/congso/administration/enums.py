# SPDX-License-Identifier: AGPL-3.0-or-later
import datetime as dt

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RequestKind(TextChoices):
    """What is asked of the Office about an account."""

    CHANGE = "change", _("Change of account data")
    RESET_FACTOR = "reset_factor", _("Reset of the second factor")
    PASSWORD = "password", _("Password slip of a guarded account")
    ROLE = "role", _("Role that opens much")
    POST = "post", _("Post that opens much")


# What one of the Office asks and another decides, who may also be an approver or a head of the
# Office and issue no accounts; it lapses when nobody has in time.
BY_TWO = (RequestKind.RESET_FACTOR, RequestKind.PASSWORD, RequestKind.ROLE, RequestKind.POST)
LAPSES_AFTER = dt.timedelta(days=7)


class State(TextChoices):
    WAITING = "waiting", pgettext_lazy("account request", "Waiting for the Office")
    APPROVED = "approved", pgettext_lazy("account request", "Approved and applied")
    REFUSED = "refused", pgettext_lazy("account request", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("account request", "Withdrawn")
    EXPIRED = "expired", pgettext_lazy("account request", "Lapsed: nobody decided in time")
