# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where product and table are known to differ: narrow, with the reason, printed with every run.

The list only shrinks. A rule here describes one situation in terms of the facts, so that any other
difference on the same road is still found.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.oracle.compare import Difference
from tests.oracle.facts import Paper, Sight
from tests.oracle.world import World

Rule = Callable[[World, int, Paper], bool]
TOO_MUCH = ("FULL", "OUTLINE", "True")


def named_reader_in_place(world: World, who: int, paper: Paper) -> bool:
    """A stand-in or secretary reads the restricted paper on whose list the other stands."""
    others = set(world.oracle.in_whose_place(who, world.day)) - {who}
    return paper.restricted and who not in paper.readers and bool(others & paper.readers)


def moved_to_another_office(world: World, who: int, paper: Paper) -> bool:
    """What names a person himself stays with him when he goes to another registry office; his
    stand-in and secretary see it with him, and those of one office what the other sees in his.
    """
    o, day = world.oracle, world.day
    if o.is_of_office(who, paper.office, day):
        # seen in the place of somebody who has gone to another office
        return any(
            not o.is_of_office(w, paper.office, day) and w not in o.gone and _was(world, w, paper)
            for w in o.in_whose_place(who, day)
        )
    return any(
        w not in o.gone and (_was(world, w, paper) or w != who)
        for w in o.in_whose_place(who, day)
    )  # fmt: skip


def _was(world: World, who: int, paper: Paper) -> bool:
    o = world.oracle
    return any(p.person == who and o.units[p.unit].office == paper.office for p in o.posts)


def office_closes(world: World, who: int, paper: Paper) -> bool:
    """The Office closes work that a leader gave; the table leaves closing to the Director."""
    o = world.oracle
    places = o.in_whose_place(who, world.day)
    return any(o.runs_office(w, paper.office, world.day) for w in places)


def inspection(world: World, who: int, paper: Paper) -> bool:
    """An inspector by decision sees nothing yet: no rows are derived from his grant."""
    o = world.oracle
    return any(o.inspects(w, paper, world.day) for w in o.in_whose_place(who, world.day))


def reason_of(world: World, difference: Difference) -> str:
    """Why the difference is known, or "" when it is a finding."""
    who = world.agency.people[difference.person].pk
    paper = world.papers[difference.paper]
    too_much = difference.product in TOO_MUCH and difference.product != difference.oracle
    if too_much and difference.oracle != Sight.FULL.name:
        if difference.road == "do close" and office_closes(world, who, paper):
            return "the Office closes work"
        if named_reader_in_place(world, who, paper):
            return "restricted, seen in a reader's place"
        if moved_to_another_office(world, who, paper):
            return "moved to another office"
    elif not too_much and inspection(world, who, paper):
        return "inspection by decision"
    return ""
