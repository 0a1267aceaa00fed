# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from congso.accounts.enums import AttemptState, Gender, StaffKind, TextSize, Theme
from congso.common.vietnamese import fold, person_sort_key

LOGIN = RegexValidator(r"\A[a-z][a-z0-9]{1,59}\Z", _("A login has small letters and digits only."))


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(login=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """A person who works here and signs in. His posts are of the organisation module.

    A login once used is never given to another person, so persons are locked, not removed.
    """

    login = models.CharField(max_length=60, unique=True, validators=[LOGIN])
    full_name = models.CharField(max_length=120)
    sort_key = models.CharField(max_length=400, editable=False)
    # Name and login without accents: what people are looked up by.
    folded = models.CharField(max_length=200, editable=False, default="", db_default="")
    gender = models.CharField(max_length=10, choices=Gender)
    staff_kind = models.CharField(max_length=20, choices=StaffKind)
    phone = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    password_expires_at = models.DateTimeField(null=True, blank=True)
    # Article 11.5: set while a leak waits for the Office, which issues a new password.
    leak_reported_at = models.DateTimeField(null=True, blank=True)
    # The last day of who leaves; the account is locked the day after.
    leaves_on = models.DateField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    theme = models.CharField(max_length=10, choices=Theme, default=Theme.LIGHT)
    text_size = models.CharField(max_length=2, choices=TextSize, default="", blank=True)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default="vi")
    keys_enabled = models.BooleanField(default=True)
    # What is shown of each paper in a list beside the usual, as the lists name it.
    list_columns = models.CharField(max_length=200, default="", db_default="", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonManager()
    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = ["full_name", "gender", "staff_kind"]

    class Meta:
        indexes = (
            # whoever works here in the order of names, walked until enough are found
            models.Index(
                fields=("sort_key", "id"), condition=Q(is_active=True), name="person_by_name"
            ),
        )

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_key = person_sort_key(self.full_name)
        self.folded = fold(f"{self.full_name} {self.login}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class FailedAttempt(models.Model):
    """One attempt at signing in that has not succeeded, by whatever way in.

    The row is written before the password is looked at, so that attempts made at the same moment
    count too. Rows older than a day are pruned.
    """

    login = models.CharField(max_length=120)
    ip = models.GenericIPAddressField(null=True)
    network = models.CharField(max_length=50, blank=True)
    via = models.CharField(max_length=20)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=AttemptState, default=AttemptState.PENDING)

    class Meta:
        indexes = (
            models.Index(fields=("login", "-at"), name="failed_by_login"),
            models.Index(fields=("ip", "-at"), name="failed_by_ip"),
            models.Index(fields=("network", "-at"), name="failed_by_network"),
        )

    def __str__(self) -> str:
        return f"{self.login} {self.at:%Y-%m-%d %H:%M}"
