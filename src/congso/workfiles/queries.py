# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from uuid import UUID

from django.db.models import Count, QuerySet

from congso.common import clock
from congso.common.actor import Actor
from congso.common.vietnamese import fold
from congso.documents.models import Document
from congso.documents.policies import DOCUMENTS
from congso.organisation.enums import Position
from congso.organisation.models import Post
from congso.organisation.queries import valid_on
from congso.workfiles.enums import State
from congso.workfiles.models import Content, WorkFile
from congso.workfiles.policies import TABLE


def files_for(
    actor: Actor, *, state: str = State.IN_PROGRESS, text: str = ""
) -> QuerySet[WorkFile]:
    """The files the actor may see, newest first; those whose title holds all words of `text`."""
    found = TABLE.filter(WorkFile.objects.filter(state=state), actor, "view")
    for word in fold(text).split():
        found = found.filter(folded__contains=word)
    return (
        found.select_related("keeper", "unit")
        .annotate(papers=Count("contents"))
        .order_by("-opened_at", "-pk")
    )


def files_without(actor: Actor, document: Document) -> QuerySet[WorkFile]:
    """The open files the actor may put the paper into; it does not lie there yet."""
    found = files_for(actor).filter(TABLE.condition(actor, "put_in"))
    lies_in = Content.objects.filter(document=document).values("work_file")
    return found.exclude(pk__in=lies_in)


def get_for(actor: Actor, action: str, uuid: UUID) -> WorkFile | None:
    """The file on which the actor may do `action`, or None."""
    found = TABLE.filter(WorkFile.objects.filter(uuid=uuid), actor, action)
    return found.select_related("keeper", "unit", "office").first()


def contents_of(actor: Actor, work_file: WorkFile) -> list[tuple[Content, bool]]:
    """What lies in the file, in order, and whether the actor may open each paper."""
    contents = list(
        Content.objects.filter(work_file=work_file)
        .select_related("document__type", "document__book", "added_by")
        .order_by("ordinal")
    )
    papers = Document.objects.filter(pk__in=[c.document_id for c in contents])
    seen = set(DOCUMENTS.filter(papers, actor, "view").values_list("pk", flat=True))
    return [(content, content.document_id in seen) for content in contents]


def files_of(document: Document, actor: Actor) -> QuerySet[WorkFile]:
    """The files of the actor's sight in which the paper lies."""
    found = TABLE.filter(WorkFile.objects.filter(contents__document=document), actor, "view")
    return found.select_related("keeper").order_by("pk")


def keepers_for(work_file: WorkFile) -> list[tuple[int, str, int]]:
    """Who may be given the file: id, name and unit of each.

    The people of its unit; when that was closed or has no head, those of the whole agency, with
    the unit of their main post, where the file then belongs.
    """
    posts = Post.objects.filter(valid_on(clock.today()), person__is_active=True)
    here = posts.filter(unit=work_file.unit_id)
    if not here.filter(position__in=(Position.HEAD, Position.DEPUTY)).exists():
        here = posts.filter(unit__office=work_file.office_id)
    rows = here.exclude(person=work_file.keeper_id).order_by("-is_primary", "pk")
    found: dict[int, tuple[int, str, int]] = {}
    for pk, name, unit_id in rows.values_list("person_id", "person__full_name", "unit_id"):
        found.setdefault(pk, (pk, name, unit_id))
    return sorted(found.values(), key=lambda row: fold(row[1]))
