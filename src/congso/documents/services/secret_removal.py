# SPDX-License-Identifier: AGPL-3.0-or-later
"""Gỡ khẩn cấp: a secret paper that slipped in loses its files, by two people (PRACTICE 2.13).

Bytes, text, pictures and the words in the index go; number, line and fact stay. The same content
goes everywhere it lies: it is secret in every paper.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from congso.audit import services as audit
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.documents.events import SecretRemovalAsked, SecretRemovalDone
from congso.documents.incoming import InvalidPaper
from congso.documents.models import Document
from congso.documents.reasons import reason_of
from congso.documents.services.locking import locked_for
from congso.filestore import services as filestore
from congso.filestore.queries import asked_removals, blobs_by_hash


@transaction.atomic
def ask_secret_removal(actor: Actor, *, document_id: int, reason: str) -> Document:
    """The first person: the files of the paper are of a secret paper, take them away.

    Nothing is erased yet. Raises InvalidPaper without a reason, without files or when it was
    asked before; Denied.
    """
    document = locked_for(actor, "ask_secret_removal", document_id)
    reason = reason_of(reason)
    present = sorted(blobs_by_hash(hashes_of(document)))
    if not present:
        raise InvalidPaper({"reason": _("The paper has no files in the system.")})
    if len(asked_removals(present)) == len(present):
        raise InvalidPaper({"reason": _("The removal was asked for already; it is not confirmed.")})
    for sha256 in present:
        filestore.request_removal(actor, sha256=sha256, reason=reason)
    audit.record(actor, SecretRemovalAsked(document.pk))
    return document


@transaction.atomic
def confirm_secret_removal(actor: Actor, *, document_id: int, is_confirmed: bool) -> Document:
    """The second person: the files are erased for good, with text, pictures and index.

    Raises InvalidPaper when nothing was asked, when it is the person who asked or without the
    confirmation; Denied. Then nothing is erased.
    """
    document = locked_for(actor, "confirm_secret_removal", document_id)
    asked = asked_removals(hashes_of(document))
    if not asked:
        raise InvalidPaper({"confirmed": _("Nobody has asked for the removal.")})
    if not is_confirmed:
        raise InvalidPaper({"confirmed": _("Confirm that the files are to be erased.")})
    for removal in asked:
        try:
            filestore.confirm_removal(actor, removal.pk)
        except Denied as same:
            message = _("You asked for the removal yourself: a second person confirms it.")
            raise InvalidPaper({"confirmed": message}) from same
    audit.record(actor, SecretRemovalDone(document.pk))
    return document


def hashes_of(document: Document) -> list[str]:
    """What contents the paper has."""
    return list(document.files.order_by("position").values_list("sha256", flat=True))
