# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same paper by one more road: joined to the registered one, no new number (B-03)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from congso.access import services as access
from congso.access.enums import ObjectKind
from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.documents.enums import FileRole
from congso.documents.events import DocumentJoined, DocumentJoinedInto
from congso.documents.incoming import FileRef, InvalidPaper
from congso.documents.lifecycle import LIFECYCLE
from congso.documents.models import Arrival, Document
from congso.documents.services import claims
from congso.documents.services.files import add_files
from congso.documents.services.locking import locked_for, save

NOTE_MAX = 300


class CannotJoin(Exception):
    """The two are not papers of one office, or joining would show a restricted one to others."""

    message = _("These two papers cannot be joined.")


@transaction.atomic
def join(
    actor: Actor,
    *,
    document_id: int,
    road: str,
    arrived_at: dt.datetime,
    note: str = "",
    files: Sequence[FileRef] = (),
    now: dt.datetime | None = None,
) -> Arrival:
    """Add one more road to a registered paper, and what came by it ("the paper came on 26/11").

    Returns the arrival. The number stays the one it has. Raises InvalidPaper, WrongState or Denied.
    """
    now = now or clock.now()
    document = locked_for(actor, "join", document_id)
    arrival = _arrive(actor, document, road, arrived_at, note, now)
    add_files(actor, document, files, now, role=FileRole.ORIGINAL)
    return arrival


@transaction.atomic
def join_into(
    actor: Actor, *, received_id: int, document_id: int, now: dt.datetime | None = None
) -> Arrival:
    """A paper in "to register" is one that has a number already: join it to that one.

    It leaves the list in state JOINED, its road and files go to the registered paper. Returns the
    arrival. Raises CannotJoin, ClaimedBy, WrongState or Denied.
    """
    now = now or clock.now()
    document = locked_for(actor, "join", document_id)
    received = locked_for(actor, "join_into", received_id)
    claims.require_free(actor, received, now)
    _require_alike(received, document)
    LIFECYCLE.advance(received, "join_into")
    received.joined_into = document
    save(received, "state", "joined_into")
    claims.settle(received)
    access.refresh(ObjectKind.DOCUMENT, [received.pk])
    arrival = _arrive(actor, document, received.road, received.arrived_at, "", now)
    add_files(actor, document, _files(received), now)
    audit.record(actor, DocumentJoinedInto(received.pk, document.pk))
    return arrival


def _require_alike(received: Document, document: Document) -> None:
    if received.office_id != document.office_id:
        raise CannotJoin
    if received.is_restricted and not document.is_restricted:
        raise CannotJoin


def _arrive(
    actor: Actor,
    document: Document,
    road: str,
    arrived_at: dt.datetime,
    note: str,
    now: dt.datetime,
) -> Arrival:
    if arrived_at > now + dt.timedelta(minutes=1):
        raise InvalidPaper(
            {"arrived_at": _("The paper cannot arrive in the future. Enter the day it came.")}
        )
    if len(note) > NOTE_MAX:
        raise InvalidPaper(
            {"note": _("Shorten this to %(limit)s characters.") % {"limit": NOTE_MAX}}
        )
    arrival = Arrival.objects.create(
        document=document,
        road=road,
        arrived_at=arrived_at,
        note=note.strip(),
        joined_at=now,
        joined_by_id=actor.person_id,
    )
    save(document)
    audit.record(actor, DocumentJoined(document.pk, arrival.pk))
    return arrival


def _files(received: Document) -> list[FileRef]:
    rows = received.files.order_by("position", "pk")
    return [FileRef(f.sha256, f.size, f.media_type, f.name, f.role) for f in rows]
