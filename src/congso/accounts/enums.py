# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StaffKind(TextChoices):
    """R-02: the three kinds the regulation binds differently."""

    OFFICIAL = "official", _("Official")
    PUBLIC_EMPLOYEE = "public_employee", _("Public employee")
    WORKER = "worker", _("Worker")


class Gender(TextChoices):
    MALE = "male", _("Male")
    FEMALE = "female", _("Female")


class Theme(TextChoices):
    LIGHT = "light", pgettext_lazy("colours", "Light")
    DARK = "dark", pgettext_lazy("colours", "Dark")
    SYSTEM = "system", pgettext_lazy("colours", "Follow the system")


class TextSize(TextChoices):
    NORMAL = "", pgettext_lazy("text size", "Normal")
    LARGE = "lg", pgettext_lazy("text size", "Large")
    LARGER = "xl", pgettext_lazy("text size", "Larger")


class AttemptState(TextChoices):
    """What became of an attempt. A forgiven one counts for its address only."""

    PENDING = "pending", pgettext_lazy("sign-in attempt", "Pending")
    FAILED = "failed", pgettext_lazy("sign-in attempt", "Failed")
    FORGIVEN = "forgiven", pgettext_lazy("sign-in attempt", "Forgiven")
