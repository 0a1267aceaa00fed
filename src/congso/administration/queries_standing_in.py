# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who stands in for whom and who is away, as far as one may see it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from congso.administration.policies import offices_settled
from congso.common import clock
from congso.common.actor import Actor
from congso.organisation.models import Absence, Post, StandIn
from congso.organisation.queries import valid_on


def posts_settled(actor: Actor) -> QuerySet[Post]:
    """Posts of today in the agencies the actor settles; all for the Office's issuer."""
    posts = Post.objects.filter(valid_on(clock.today()))
    among = offices_settled(actor)
    return posts if among is None else posts.filter(unit__office__in=among)


def stand_ins(actor: Actor) -> QuerySet[StandIn]:
    """Who stands in for the actor, for whom he does, and those of the agencies he settles."""
    rows = StandIn.objects.select_related("absent", "stand_in")
    if offices_settled(actor) is None:
        return rows
    me, there = actor.person_id, posts_settled(actor).values("person")
    return rows.filter(Q(absent=me) | Q(stand_in=me) | Q(absent__in=there))


def absences(actor: Actor) -> QuerySet[Absence]:
    """Days away from today on: the actor's own, and of the agencies he settles."""
    rows = Absence.objects.select_related("person").filter(last_day__gte=clock.today())
    if offices_settled(actor) is None:
        return rows
    there = posts_settled(actor).values("person")
    return rows.filter(Q(person=actor.person_id) | Q(person__in=there))
