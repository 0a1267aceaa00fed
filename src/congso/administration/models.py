# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from congso.administration.enums import RequestKind, State

PERSON = settings.AUTH_USER_MODEL


class AccountRequest(models.Model):
    """What waits for the Office: a change of account data; a reset of the second factor, a
    password, a role or a post that two people give.

    R-08: who asks, what stands and what is wished, who decided and why. Never removed.
    """

    kind = models.CharField(max_length=14, choices=RequestKind)
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    present = models.JSONField(default=dict)
    wanted = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "kind"),
                condition=Q(state=State.WAITING)
                & ~Q(kind__in=(RequestKind.ROLE, RequestKind.POST)),
                name="account_request_one_waiting",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | ~Q(decided_by=F("asked_by"))
                | Q(state=State.WITHDRAWN),
                name="account_request_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.REFUSED) | ~Q(decision_note=""),
                name="account_request_refused_with_reason",
            ),
        )
        indexes = (models.Index(fields=("state", "-asked_at"), name="account_request_state"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person}"
