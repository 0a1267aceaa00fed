# SPDX-License-Identifier: AGPL-3.0-or-later
"""What papers do when lower modules have something to say."""

from __future__ import annotations

from django.db import transaction

from congso.audit.events import Heard
from congso.common.actor import Actor
from congso.common.jobs import enqueue
from congso.documents.file_text import index_file_text, papers_with
from congso.documents.services.books import close_trial_books
from congso.organisation.enums import Role
from congso.organisation.models import RegistryOffice, RoleGrant


def role_granted(heard: Heard) -> None:
    """`role.granted`: an inspector is shown the papers of his decision, batch by batch."""
    decision = RoleGrant.objects.filter(pk=heard.object_id, role=Role.AUDITOR).first()
    if decision is not None:
        enqueue("documents.show_papers", office_id=decision.registry_office_id)


def registry_changed(heard: Heard) -> None:
    """`registry_office.changed`: the trial phase is over, its books take no more numbers."""
    office = RegistryOffice.objects.filter(pk=heard.object_id, is_trial=False).first()
    if office is not None:
        close_trial_books(Actor.system("documents.trial"), office_id=office.pk)


def text_known(sha256: str) -> None:
    """The words of a file are known, or it was removed: papers that have it are found by them."""
    with transaction.atomic():
        index_file_text(papers_with(sha256))


def paper_registered(heard: Heard) -> None:
    """`document.registered`: words of files that were read before their paper was saved.

    The usual case: a scan is read while the clerk still looks at the form. Safe to hear twice.
    """
    with transaction.atomic():
        index_file_text([heard.object_id])
