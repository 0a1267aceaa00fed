# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work whose giver is there no longer: who stands at the head decides in his place."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from congso.common import clock
from congso.organisation.enums import Position
from congso.organisation.models import Post
from congso.organisation.queries import valid_on

HEADS = (Position.HEAD, Position.DEPUTY)


def giver_is_gone(of: str = "") -> Q:
    """Of flows (or of what hangs on them by `of`): given in an agency or a unit that he has left.

    Of the first level: no post in the agency any more. Given on inside a unit: he heads it no
    longer, or only stood in for who does.
    """
    posts = Post.objects.filter(
        valid_on(clock.today()), person=OuterRef(f"{of}giver"), person__is_active=True
    )
    in_agency = posts.filter(unit__office=OuterRef(f"{of}office"))
    in_unit = posts.filter(unit=OuterRef(f"{of}parent__unit"), position__in=HEADS)
    inside = Q(**{f"{of}parent__isnull": False})
    return (~inside & ~Exists(in_agency)) | (inside & ~Exists(in_unit))


def author_is_gone() -> Q:
    """Of directions: their author has no post in the agency of the paper any more."""
    posts = Post.objects.filter(
        valid_on(clock.today()),
        person=OuterRef("author"),
        person__is_active=True,
        unit__office=OuterRef("document__office"),
    )
    return ~Q(Exists(posts))
