# SPDX-License-Identifier: AGPL-3.0-or-later
"""From an address to the paper as far as it may be seen; from a body to what was entered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from congso.access.enums import Level, ObjectKind
from congso.access.queries import visible
from congso.api import references
from congso.api.operations import require_match
from congso.api.problems import unfit
from congso.api.schemas.documents import (
    EntryIn,
    FileIn,
    Paper,
    PaperIn,
    PaperRow,
    outline_of,
    row_of,
)
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.documents import queries
from congso.documents.incoming import FileRef, IncomingData, InvitationData
from congso.documents.models import Document
from congso.documents.policies import DOCUMENTS
from congso.documents.services.locking import locked
from congso.filestore import queries as store
from congso.filestore import services as filestore


def seen(actor: Actor, uuid: UUID) -> Document:
    """The paper in full sight of the actor. Raises NotVisible."""
    return queries.get_for(actor, "view", uuid)


def to_act_on(actor: Actor, uuid: UUID, action: str) -> Document:
    """The paper the actor sees or may do `action` on. Raises NotVisible; Denied for an outline.

    Who sees a paper is told that he may not; who does not see it learns nothing.
    """
    try:
        return queries.get_for(actor, "view", uuid)
    except queries.NotVisible:
        pass
    try:
        return queries.get_for(actor, action, uuid)
    except queries.NotVisible:
        queries.get_for(actor, "outline", uuid)
        raise Denied(action) from None


def outline(actor: Actor, uuid: UUID) -> Paper:
    """What shows of a paper that is restricted to others. Raises NotVisible."""
    return outline_of(queries.get_for(actor, "outline", uuid))


@contextmanager
def unchanged(request: HttpRequest, document: Document, *, must: bool = False) -> Iterator[None]:
    """Do the act of the block on the version the caller has seen (If-Match), under the lock."""
    if not must and "If-Match" not in request.headers:
        yield
        return
    with transaction.atomic():
        require_match(request, str(locked(document.pk).version), must=must)
        yield


def rows(actor: Actor, documents: Sequence[Document]) -> list[PaperRow]:
    """Papers of a list, each as far as the actor may see it: one query for all."""
    ids = [document.pk for document in documents]
    sight = visible(actor, ObjectKind.DOCUMENT, Level.FULL)
    whole = set(Document.objects.filter(sight, pk__in=ids).values_list("pk", flat=True))
    return [row_of(document, is_outline=document.pk not in whole) for document in documents]


def acts_on(actor: Actor, document: Document) -> set[str]:
    """The acts of this module that the actor may do on the paper now."""
    actions = [a for a in DOCUMENTS.actions if a not in ("view", "outline")]
    return DOCUMENTS.allowed(actor, actions, [document])[document.pk]


# --- what was entered


def entered(actor: Actor, given: EntryIn, *, office_id: int) -> IncomingData:
    """The paper as services take it; its uploads are kept. Raises 422, NotChecked, StoreFull."""
    references.require(
        type_id=given.type_id,
        office_id=office_id,
        issuer_id=given.issuer_id,
        issuer_unit_id=given.issuer_unit_id,
        reader_ids=given.reader_ids,
    )
    return IncomingData(
        office_id=office_id,
        type_id=given.type_id,
        reader_ids=tuple(given.reader_ids),
        urgency=int(given.urgency),
        road=given.road.value,
        invitation=_invitation(given),
        files=kept(actor, given.files),
        paper_number_note=gettext("without number") if given.has_no_number else "",
        **{name: getattr(given, name) for name in COPIED},
    )


COPIED = (
    "subject", "arrived_at", "symbol", "issued_on", "issuer_id", "issuer_unit_id", "issuer_name",
    "pages", "secrecy", "signer_name", "signer_position", "to_places", "description", "language",
    "due_at", "is_restricted", "is_missing_annex", "missing_note", "complainant_name",
    "complainant_address",
)  # fmt: skip


def of_office(actor: Actor, given: PaperIn) -> IncomingData:
    """A new paper as services take it."""
    return entered(actor, given, office_id=given.office_id)


def _invitation(given: EntryIn) -> InvitationData | None:
    if given.invitation is None:
        return None
    return InvitationData(**given.invitation.model_dump())


def kept(actor: Actor, files: Iterable[FileIn]) -> tuple[FileRef, ...]:
    """The caller's own checked uploads, kept for good. Raises 422 for others, NotChecked."""
    refs = []
    for file in files:
        found = store.staged_of(actor, [str(file.upload)])
        if not found:
            raise unfit({"files": _("There is no such upload of yours. Upload the file again.")})
        blob = filestore.keep(actor, found[0].pk)
        refs.append(
            FileRef(blob.sha256, blob.size, blob.media_type, found[0].name, file.role.value)
        )
    return tuple(refs)
