# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class StaffKind(TextChoices):
    """R-02: the three kinds the regulation binds differently."""

    OFFICIAL = "official", _("Official")
    PUBLIC_EMPLOYEE = "public_employee", _("Public employee")
    WORKER = "worker", _("Worker")


class Gender(TextChoices):
    MALE = "male", _("Male")
    FEMALE = "female", _("Female")


class Theme(TextChoices):
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")
    SYSTEM = "system", _("Follow the system")


class TextSize(TextChoices):
    NORMAL = "", _("Normal")
    LARGE = "lg", _("Large")
    LARGER = "xl", _("Larger")


class AttemptState(TextChoices):
    """What became of an attempt. A forgiven one counts for its address only, not for the account."""

    PENDING = "pending", _("Pending")
    FAILED = "failed", _("Failed")
    FORGIVEN = "forgiven", _("Forgiven")
