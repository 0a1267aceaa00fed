# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening files, putting papers in, finishing work into them (Regulation, Article 8.3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.common.vietnamese import nfc, refuse_control
from congso.documents.models import Document
from congso.documents.policies import DOCUMENTS
from congso.notifications import services as notifications
from congso.organisation.standing import standing_of
from congso.routing.enums import FinishKind
from congso.routing.models import Flow
from congso.routing.services import handle
from congso.workfiles import queries
from congso.workfiles.enums import Retention
from congso.workfiles.events import (
    PaperPutIn,
    PaperTakenOut,
    WorkFileClosed,
    WorkFileHandedOver,
    WorkFileOpened,
    WorkFileReopened,
)
from congso.workfiles.lifecycle import LIFECYCLE
from congso.workfiles.models import Content, WorkFile
from congso.workfiles.policies import TABLE


class NoTitle(Exception):
    message = _("Enter the title of the work file.")


class UnfitKeeper(Exception):
    message = _("Choose somebody of the unit of the file.")


HANDED_OVER = gettext_noop("A work file was given to you to keep")


@dataclass(frozen=True)
class WorkFileData:
    title: str
    symbol: str = ""
    retention: str = Retention.YEARS_10


@transaction.atomic
def open_file(actor: Actor, *, data: WorkFileData, now: dt.datetime | None = None) -> WorkFile:
    """Open a file kept by the actor in the unit of his main post.

    Raises NoTitle, UnfitText, or Denied for whoever has no post.
    """
    post = standing_of(actor).primary_post
    if actor.person_id is None or post is None or post.office_id is None:
        raise Denied("open")
    title = " ".join(refuse_control(nfc(data.title)).split())
    if not title:
        raise NoTitle
    work_file = WorkFile(
        office_id=post.office_id,
        unit_id=post.unit_id,
        keeper_id=actor.person_id,
        title=title[:500],
        symbol=nfc(data.symbol).strip()[:30],
        retention=Retention(data.retention),
        state="",
        opened_at=now or clock.now(),
    )
    LIFECYCLE.advance(work_file, "open")
    work_file.save(force_insert=True)
    audit.record(actor, WorkFileOpened(work_file.pk), after={"title": work_file.title})
    return work_file


@transaction.atomic
def put_in(
    actor: Actor, *, work_file_id: int, document_id: int, now: dt.datetime | None = None
) -> Content:
    """Put a paper the actor sees into a file; there already: as it is. Raises Denied."""
    work_file = WorkFile.objects.select_for_update().get(pk=work_file_id)
    TABLE.require(actor, "put_in", work_file)
    document = Document.objects.get(pk=document_id)
    DOCUMENTS.require(actor, "view", document)
    if actor.person_id is None:
        raise Denied("put_in")
    present = Content.objects.filter(work_file=work_file, document=document).first()
    if present is not None:
        return present
    last = Content.objects.filter(work_file=work_file).aggregate(last=Max("ordinal"))["last"]
    content = Content.objects.create(
        work_file=work_file,
        document=document,
        ordinal=(last or 0) + 1,
        added_at=now or clock.now(),
        added_by_id=actor.person_id,
    )
    audit.record(actor, PaperPutIn(work_file.pk, document.pk))
    return content


@transaction.atomic
def put_in_or_open(
    actor: Actor,
    *,
    document_id: int,
    work_file_id: int | None = None,
    new_file: WorkFileData | None = None,
    now: dt.datetime | None = None,
) -> Content:
    """Put a paper into a file, or into a new one that is opened for it; both, or neither.

    Raises Denied or NoTitle.
    """
    if work_file_id is None:
        opened = open_file(actor, data=new_file or WorkFileData(""), now=now)
        work_file_id = opened.pk
    return put_in(actor, work_file_id=work_file_id, document_id=document_id, now=now)


@transaction.atomic
def take_out(actor: Actor, *, content_id: int) -> None:
    """Take a paper out of an open file; the numbers of the others stay. Raises Denied."""
    content = Content.objects.select_related("work_file").get(pk=content_id)
    TABLE.require(actor, "take_out", content.work_file)
    audit.record(actor, PaperTakenOut(content.work_file_id, content.document_id))
    content.delete()


@transaction.atomic
def close_file(actor: Actor, *, work_file_id: int, now: dt.datetime | None = None) -> WorkFile:
    """Close a file; nothing is put in any more. Raises Denied or WrongState."""
    work_file = WorkFile.objects.select_for_update().get(pk=work_file_id)
    TABLE.require(actor, "close", work_file)
    LIFECYCLE.advance(work_file, "close")
    work_file.closed_at = now or clock.now()
    work_file.save(update_fields=("state", "closed_at"))
    audit.record(actor, WorkFileClosed(work_file.pk))
    return work_file


@transaction.atomic
def reopen_file(actor: Actor, *, work_file_id: int) -> WorkFile:
    """Open a closed file again; the trail says who. Raises Denied or WrongState."""
    work_file = WorkFile.objects.select_for_update().get(pk=work_file_id)
    TABLE.require(actor, "reopen", work_file)
    LIFECYCLE.advance(work_file, "reopen")
    work_file.closed_at = None
    work_file.save(update_fields=("state", "closed_at"))
    audit.record(actor, WorkFileReopened(work_file.pk))
    return work_file


@transaction.atomic
def hand_over(actor: Actor, *, work_file_id: int, keeper_id: int) -> WorkFile:
    """Give a file to another keeper: by its keeper, the head of the unit, or the head of the agency
    when nobody heads the unit any more. Raises Denied, UnfitKeeper.
    """
    work_file = WorkFile.objects.select_for_update().get(pk=work_file_id)
    TABLE.require(actor, "hand_over", work_file)
    units = {pk: unit_id for pk, _name, unit_id in queries.keepers_for(work_file)}
    if keeper_id not in units:
        raise UnfitKeeper
    before = work_file.keeper_id
    work_file.keeper_id, work_file.unit_id = keeper_id, units[keeper_id]
    work_file.save(update_fields=("keeper", "unit"))
    audit.record(
        actor,
        WorkFileHandedOver(work_file.pk, keeper_id),
        before={"keeper": before},
        after={"keeper": keeper_id},
    )
    url = reverse("workfiles:file", args=[work_file.uuid])
    notifications.tell(
        {keeper_id} - {actor.person_id or 0}, notifications.Telling(HANDED_OVER, url)
    )
    return work_file


@transaction.atomic
def finish_into_file(
    actor: Actor,
    *,
    flow_id: int,
    work_file_id: int | None = None,
    new_file: WorkFileData | None = None,
    now: dt.datetime | None = None,
) -> Flow:
    """Finish the work of a flow "put into a work file": both happen, or neither.

    Into an existing file or a new one. Raises Denied, WrongState or NoTitle.
    """
    flow = Flow.objects.only("document_id").get(pk=flow_id)
    content = put_in_or_open(
        actor,
        document_id=flow.document_id,
        work_file_id=work_file_id,
        new_file=new_file,
        now=now,
    )
    title = WorkFile.objects.only("title").get(pk=content.work_file_id).title
    return handle.finish(actor, flow_id=flow_id, kind=FinishKind.FILED, note=title, now=now)
