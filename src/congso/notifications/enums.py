# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Tone(TextChoices):
    PLAIN = "plain", _("Plain")
    WARNING = "warning", _("Warning")
    ALARM = "alarm", _("Alarm")
