# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lists of PRACTICE 5.1. Each is one QuerySet, for the rows and for the counter alike.

At most two queries a list: the actor's standing (remembered for the request) and the rows, whose
number does not matter. Partial indexes carry each, so that old work costs nothing.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from congso.access.enums import ObjectKind
from congso.access.queries import visible
from congso.common import clock
from congso.common.actor import Actor
from congso.documents.enums import State as PaperState
from congso.documents.models import Document
from congso.documents.policies import DOCUMENTS, offices_run_by
from congso.organisation.queries import working_calendar
from congso.organisation.standing import standing_of
from congso.routing import acting
from congso.routing.enums import GONE, OPEN, ExtensionState, Role, Stage, State, Way
from congso.routing.givers import giver_is_gone
from congso.routing.models import (
    Attendance,
    ClockStop,
    Direction,
    Extension,
    Flow,
    Proposal,
    SentBack,
    StockPhrase,
    Urge,
)
from congso.routing.policies import (
    DIRECTED,
    FLOWS,
    holder,
    of_my_registry,
    paper_in_sight,
    recipient,
    to_me,
)
from congso.routing.queries.again import asked_again

LATELY = dt.timedelta(days=92)
WAITING = (Stage.READY, Stage.PRESENTED)
# Deadlines of a paper whose clock the Office stopped are neither near nor past.
CLOCK_RUNS: dict[str, object] = {"document__clock_stopped_at__isnull": True}
URGENT_FIRST = ("-document__urgency", F("due_at").asc(nulls_last=True), "pk")

# --- the Office


def to_distribute(actor: Actor) -> QuerySet[Document]:
    """Chờ phân phối: registered, nothing ready or presented. Clerks' drafts are among them; what
    was given back to the clerk is not.
    """
    waiting = Proposal.objects.filter(document=OuterRef("pk"), stage__in=WAITING)
    back = SentBack.objects.filter(document=OuterRef("pk"), settled_at__isnull=True)
    papers = Document.objects.filter(
        ~Exists(waiting),
        ~Exists(back),
        state=PaperState.REGISTERED,
        office__in=offices_run_by(actor),
    )
    found = DOCUMENTS.filter(papers, actor, "view").select_related("type", "book", "office")
    return found.order_by("-urgency", "created_at", "pk")


def sent_back(actor: Actor) -> QuerySet[SentBack]:
    """Trả lại: papers the Office gave back to the clerk, until he has looked them over."""
    found = SentBack.objects.filter(
        of_my_registry(actor) & paper_in_sight(actor),
        settled_at__isnull=True,
        document__state=PaperState.REGISTERED,
    )
    return found.select_related("document__type", "author").order_by("at", "pk")


def withdrawn(actor: Actor) -> QuerySet[Document]:
    """Bị thu hồi: copies another office took back before they had a number here, of the last
    quarter.
    """
    papers = Document.objects.filter(
        of_my_registry(actor), state=PaperState.WITHDRAWN, set_aside_at__gte=clock.now() - LATELY
    )
    found = DOCUMENTS.filter(papers, actor, "outline").select_related("type", "office")
    return found.order_by("-set_aside_at", "-pk")


def to_present(actor: Actor) -> QuerySet[Proposal]:
    """Chờ trình: ready, not yet before the leader."""
    of_office = Q(office__in=offices_run_by(actor)) | of_my_registry(actor)
    return _proposals(of_office & paper_in_sight(actor), stage=Stage.READY)


def presented(actor: Actor) -> QuerySet[Proposal]:
    """What the Office has put before leaders and waits for: whom to remind."""
    of_office = Q(office__in=offices_run_by(actor)) & paper_in_sight(actor)
    return _proposals(of_office, stage=Stage.PRESENTED)


def returned_proposals(actor: Actor) -> QuerySet[Proposal]:
    """Further proposals that a leader returned, until the Office proposes anew or lets it rest.

    Of papers distributed already; what was not is to be distributed again.
    """
    newer = Proposal.objects.filter(document=OuterRef("document"), pk__gt=OuterRef("pk"))
    directed = Flow.objects.filter(
        document=OuterRef("document"), parent__isnull=True, sent_at__gte=OuterRef("decided_at")
    )
    found = Proposal.objects.filter(
        ~Exists(newer),
        ~Exists(directed),
        paper_in_sight(actor),
        stage=Stage.RETURNED,
        decided_at__gte=clock.now() - LATELY,
        office__in=offices_run_by(actor),
        document__state__in=(PaperState.DISTRIBUTED, PaperState.FINISHED),
    )
    related = ("document__type", "document__office", "decided_by")
    return found.select_related(*related).order_by("-document__urgency", "decided_at", "pk")


def stranded(actor: Actor) -> QuerySet[Document]:
    """Distributed once and waiting for the Office again: taken back and given to nobody since, or
    asked for anew by another office of the house. They would be forgotten.
    """
    taken = Flow.objects.filter(
        document=OuterRef("pk"), role=Role.LEAD, parent__isnull=True, state=State.TAKEN_BACK
    )
    held = Flow.objects.filter(document=OuterRef("pk"), role=Role.LEAD, parent__isnull=True)
    papers = Document.objects.filter(
        (Exists(taken) & ~Exists(held.exclude(state__in=GONE))) | asked_again(),
        state=PaperState.DISTRIBUTED,
        office__in=offices_run_by(actor),
    )
    found = DOCUMENTS.filter(papers, actor, "view").select_related("type", "book", "office")
    return found.order_by("-urgency", "created_at", "pk")


def clock_stopped(actor: Actor) -> QuerySet[ClockStop]:
    """Tạm dừng tính hạn: papers of my Office that stand still until what is missing has come."""
    found = ClockStop.objects.filter(
        paper_in_sight(actor),
        started_at__isnull=True,
        above__isnull=True,
        document__office__in=offices_run_by(actor),
        document__state__in=(PaperState.REGISTERED, PaperState.DISTRIBUTED),
    )
    return found.select_related("document__type", "document__office").order_by("stopped_at", "pk")


# --- leaders


def awaiting_direction(actor: Actor) -> QuerySet[Proposal]:
    """Chờ ý kiến chỉ đạo: before me, or before one for whom I direct today."""
    return _proposals(to_me(actor) & paper_in_sight(actor), stage=Stage.PRESENTED)


def done_in_my_stead(actor: Actor, *, since: dt.datetime) -> QuerySet[Direction]:
    """Đã xử lý thay: what others directed for me while I was away."""
    mine = Q(acting_for=actor.person_id) & paper_in_sight(actor)
    found = Direction.objects.filter(mine, given_at__gte=since)
    return _directions(found).order_by("-given_at", "-pk")


def unconfirmed(actor: Actor) -> QuerySet[Direction]:
    """Entered for me and not yet confirmed by me."""
    return _unconfirmed(Q(author=actor.person_id) & paper_in_sight(actor))


def unconfirmed_of_office(actor: Actor) -> QuerySet[Direction]:
    """Entered for leaders of the office and not yet confirmed."""
    return _unconfirmed(Q(document__office__in=offices_run_by(actor)) & paper_in_sight(actor))


def followed(actor: Actor) -> QuerySet[Flow]:
    """Đã chuyển, theo dõi: open leads of what I directed, follow or urge."""
    me = acting.persons(actor, "may_direct")
    named = Direction.objects.filter(Q(watcher__in=me) | Q(urger__in=me))
    mine = Q(giver__in=me) | Q(direction__in=named.values("pk"))
    return _flows(actor, mine, state__in=OPEN, role=Role.LEAD)


def extensions_to_decide(actor: Actor) -> QuerySet[Extension]:
    """Later dates asked of me, or of one who is there no longer and whose head I am."""
    of_me = Q(flow__giver__in=acting.persons(actor, "may_direct"))
    in_agency = Q(flow__parent__isnull=True, flow__office__in=acting.offices_headed(actor))
    in_unit = Q(flow__parent__unit__in=acting.units_headed(actor, "may_handle"))
    found = Extension.objects.filter(
        visible(actor, ObjectKind.DOCUMENT, of="flow__document_id"),
        of_me | ((in_agency | in_unit) & giver_is_gone("flow__")),
        state=ExtensionState.ASKED,
        flow__state__in=OPEN,
    )
    related = ("flow__document__type", "flow__unit", "flow__person", "asked_by")
    return found.select_related(*related).order_by("flow__due_at", "pk")


# --- recipients


def to_assign(actor: Actor) -> QuerySet[Flow]:
    """Chờ phân công: my units' work that nobody in the unit has been given."""
    units = acting.units_headed(actor, "may_handle")
    mine = Q(unit__in=units, person__isnull=True, copy__isnull=True, assigned_at__isnull=True)
    return _flows(actor, mine, state__in=OPEN).exclude(role=Role.KNOW)


def mine_to_handle(actor: Actor) -> QuerySet[Flow]:
    """Đang xử lý: work given to me in person, that I answer for."""
    mine = Q(person__in=acting.persons(actor, "may_handle"))
    return _flows(actor, mine, state__in=OPEN, role=Role.LEAD, owes_opinion=False)


def cooperating(actor: Actor) -> QuerySet[Flow]:
    """Chờ ý kiến phối hợp: opinions that I or my units owe."""
    return _flows(actor, holder(actor), state__in=OPEN, owes_opinion=True)


def for_information(actor: Actor) -> QuerySet[Flow]:
    """Nhận để biết, not read yet."""
    return _flows(actor, holder(actor), state__in=OPEN, role=Role.KNOW)


def overdue(actor: Actor, *, now: dt.datetime | None = None) -> QuerySet[Flow]:
    """Past the deadline: mine, my units', what I gave, and what my Office has to urge."""
    past = {"due_at__lte": now or clock.now(), **CLOCK_RUNS}
    office = Q(parent__isnull=True, office__in=offices_run_by(actor))
    return _flows(actor, _concerns(actor) | office, state__in=OPEN, **past).exclude(role=Role.KNOW)


def late_to_urge(actor: Actor, *, now: dt.datetime | None = None) -> QuerySet[Flow]:
    """Of what is overdue: held by others whom the actor may urge and has not urged today."""
    now = now or clock.now()
    today = clock.at(clock.day_of(now), 0)
    urged = Urge.objects.filter(flow=OuterRef("pk"), author=actor.person_id, at__gte=today)
    late = FLOWS.filter(overdue(actor, now=now), actor, "urge")
    return late.filter(~Exists(urged)).exclude(person=actor.person_id)


def due_soon(actor: Actor, *, now: dt.datetime | None = None, days: int = 1) -> QuerySet[Flow]:
    """Due by the end of the next `days` working days: mine, my units', and what I gave."""
    now = now or clock.now()
    last = working_calendar().add_working_days(clock.day_of(now), days)
    midnight = clock.at(last, 0) + dt.timedelta(days=1)
    near = {"due_at__gt": now, "due_at__lt": midnight, **CLOCK_RUNS}
    return _flows(actor, _concerns(actor), state__in=OPEN, **near).exclude(role=Role.KNOW)


def done(actor: Actor, *, since: dt.datetime | None = None) -> QuerySet[Flow]:
    """Đã xử lý: by me or my units since then (the last quarter), newest first.

    Older work is found in the book and by search; without a first day the list grows for ever.
    """
    since = since or clock.now() - LATELY
    found = _flows(actor, holder(actor), state=State.DONE, ended_at__gte=since)
    return found.order_by("-ended_at", "-pk")


def taken_back(actor: Actor, *, since: dt.datetime | None = None) -> QuerySet[Flow]:
    """Bị thu hồi since then (the last quarter): no longer mine, newest first.

    The paper itself is out of sight again, unless one sees it by another right (`is_seen`): what is
    left is its number. A restricted paper leaves nothing, and neither does one of another office.
    """
    since = since or clock.now() - LATELY
    in_sight = paper_in_sight(actor)
    found = Flow.objects.filter(
        recipient(actor),
        Q(document__is_restricted=False) | in_sight,
        state=State.TAKEN_BACK,
        ended_at__gte=since,
        copy__isnull=True,
        office__in=standing_of(actor).own.offices() if actor.person_id else (),
    )
    seen = ExpressionWrapper(in_sight, output_field=BooleanField())
    related = ("document__type", "direction__author", "giver", "unit", "person", "ended_by")
    return found.annotate(is_seen=seen).select_related(*related).order_by("-ended_at", "-pk")


def returned(actor: Actor) -> QuerySet[Flow]:
    """Trả lại: given back to me, to my Office or in the units I head, to be sent where it
    belongs. A deputy who gave it on may be away or gone; the head sees it as well.
    """
    me = acting.persons(actor, "may_direct")
    office = Q(office__in=offices_run_by(actor), parent__isnull=True)
    unit = Q(parent__unit__in=acting.units_headed(actor, "may_handle"))
    found = _flows(actor, Q(giver__in=me) | office | unit, state=State.RETURNED)
    return found.order_by("-document__urgency", "-ended_at", "-pk")


def of_my_units(actor: Actor) -> QuerySet[Flow]:
    """Everything open in the units the actor heads, whoever holds it.

    In the leadership of an agency a deputy sees what names him, no more.
    """
    units = acting.units_headed(actor, "may_handle")
    mine = Q(unit__in=units, copy__isnull=True) & paper_in_sight(actor)
    return _flows(actor, mine, state__in=OPEN, assigned_at__isnull=True).exclude(role=Role.KNOW)


def due_today(actor: Actor, *, now: dt.datetime | None = None) -> QuerySet[Flow]:
    """Due before midnight and not late yet: mine, my units', and what I gave."""
    now = now or clock.now()
    midnight = clock.at(clock.day_of(now), 0) + dt.timedelta(days=1)
    today = {"due_at__gt": now, "due_at__lt": midnight, **CLOCK_RUNS}
    return _flows(actor, _concerns(actor), state__in=OPEN, **today).exclude(role=Role.KNOW)


def meetings_of_day(actor: Actor, *, now: dt.datetime | None = None) -> QuerySet[Attendance]:
    """The actor's meetings of the day, also those that are over."""
    start = clock.at(clock.day_of(now or clock.now()), 0)
    found = Attendance.objects.filter(
        paper_in_sight(actor),
        person=actor.person_id,
        cancelled_at__isnull=True,
        document__invitation__meets_at__gte=start,
        document__invitation__meets_at__lt=start + dt.timedelta(days=1),
    )
    related = ("document__invitation", "document__type", "instead_of")
    return found.select_related(*related).order_by("document__invitation__meets_at", "pk")


def invitations(actor: Actor, *, now: dt.datetime | None = None) -> QuerySet[Attendance]:
    """Giấy mời: meetings ahead in which I have a part, the next one first."""
    found = Attendance.objects.filter(
        paper_in_sight(actor),
        person=actor.person_id,
        cancelled_at__isnull=True,
        document__invitation__meets_at__gte=now or clock.now(),
    )
    related = ("document__invitation", "document__type", "instead_of", "assigned_by")
    return found.select_related(*related).order_by("document__invitation__meets_at", "pk")


def phrases(actor: Actor, office_id: int) -> QuerySet[StockPhrase]:
    """Words offered for a direction: one's own first, then the office's."""
    mine = Q(owner=actor.person_id) | Q(owner__isnull=True)
    found = StockPhrase.objects.filter(mine, office=office_id, is_active=True)
    return found.order_by(F("owner").asc(nulls_last=True), "position", "pk")


# --- shapes


def _concerns(actor: Actor) -> Q:
    me = acting.persons(actor, "may_handle")
    units = acting.units_headed(actor, "may_handle")
    return (
        Q(person__in=me)
        | Q(unit__in=units, person__isnull=True)
        | Q(giver__in=acting.persons(actor, "may_direct"))
    )


def _flows(actor: Actor, mine: Q, **conditions: object) -> QuerySet[Flow]:
    found = Flow.objects.filter(mine, paper_in_sight(actor), **conditions)
    related = ("document__type", "document__office", "direction__author", "unit", "person")
    return found.select_related(*related).order_by(*URGENT_FIRST)


def _proposals(mine: Q, **conditions: object) -> QuerySet[Proposal]:
    found = Proposal.objects.filter(mine, **({"document__state__in": DIRECTED} | conditions))
    related = ("document__type", "document__office", "author", "leader")
    return found.select_related(*related).order_by("-document__urgency", "presented_at", "pk")


def _directions(found: QuerySet[Direction]) -> QuerySet[Direction]:
    return found.select_related("document__type", "author", "acting_for", "entered_by")


def unconfirmed_words() -> QuerySet[Direction]:
    """Words entered for leaders that they have not confirmed, and nobody has closed since."""
    return Direction.objects.filter(
        way__in=(Way.HANDWRITTEN, Way.SPOKEN), confirmed_at__isnull=True, closed__isnull=True
    )


def _unconfirmed(mine: Q) -> QuerySet[Direction]:
    found = unconfirmed_words().filter(mine)
    return _directions(found).order_by("-given_at", "-pk")
