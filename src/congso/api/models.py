# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from congso.api.enums import Scope

PERSON = settings.AUTH_USER_MODEL


class ApiToken(models.Model):
    """A secret that stands for a person at the REST interface. Only its hash is kept.

    `prefix` is the beginning of the secret, so that its owner can tell his tokens apart.
    """

    person = models.ForeignKey(PERSON, models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope))
    sha256 = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=20)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="token_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~Q(scopes=[]), name="token_has_a_scope"),
        )
        indexes = (models.Index(fields=("person", "-id"), name="token_of_person"),)

    def __str__(self) -> str:
        return f"{self.prefix}… of {self.person_id}"


class KeptAnswer(models.Model):
    """The answer to a request with an Idempotency-Key, kept for a day with what was asked.

    Written in the transaction of the act itself, so there is never one without the other.
    """

    token = models.ForeignKey(ApiToken, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("token", "key"), name="kept_answer_once"),)
        indexes = (models.Index(fields=("created_at",), name="kept_answer_by_age"),)

    def __str__(self) -> str:
        return f"answer to {self.key[:20]} of token {self.token_id}"


class RequestCount(models.Model):
    """How many requests a token has made in a minute, counted for all processes together."""

    pk = models.CompositePrimaryKey("token_id", "minute")
    token = models.ForeignKey(ApiToken, models.CASCADE, db_index=False, related_name="+")
    minute = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = (models.Index(fields=("minute",), name="request_count_by_age"),)

    def __str__(self) -> str:
        return f"{self.count} in {self.minute}"
