# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from congso.notifications.enums import Tone


class Notice(models.Model):
    """One thing told to one person, with the address of what it is about.

    `msgid` is an English message and `parameters` fill it, so that each reads it in his language;
    the right to what it leads to is checked when it is opened.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    msgid = models.CharField(max_length=300)
    parameters = models.JSONField(default=dict)
    url = models.CharField(max_length=300)
    tone = models.CharField(max_length=10, choices=Tone, default=Tone.PLAIN)
    key = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("person", "-id"), name="notice_newest"),
            models.Index(
                fields=("person",), name="notice_unread", condition=Q(read_at__isnull=True)
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("person", "key"), condition=~Q(key=""), name="notice_key_once"
            ),
        )

    def __str__(self) -> str:
        return self.msgid
