# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Outcome(TextChoices):
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
