# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a proposal or a direction says, as entered, and whom it may name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congso.common import clock
from congso.common.vietnamese import UnfitText, nfc, refuse_control
from congso.documents.models import Document
from congso.organisation.enums import UnitKind
from congso.organisation.models import Post, Unit
from congso.organisation.queries import leaders_of, staff_of, units_of, valid_on
from congso.routing.deadlines import Due
from congso.routing.enums import PartyRole, WorkKind

TEXT_MAX = 4000
NOT_THIS_PERSON = _("This person cannot receive the paper. Choose somebody of the agency.")
TWICE = _("Somebody is named twice. Take one of the two away.")


class UnfitDirection(Exception):
    """What was entered breaks a rule; nothing was sent. `errors` is field -> message."""

    def __init__(self, errors: dict[str, str | Promise]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors

    @property
    def message(self) -> str | Promise:
        return next(iter(self.errors.values()))


@dataclass(frozen=True)
class Party:
    """Somebody named: a unit, or a person (in that unit, or in his main one)."""

    role: str
    unit_id: int | None = None
    person_id: int | None = None
    due_at: dt.datetime | None = None
    when_needed: bool = False


@dataclass(frozen=True)
class Slip:
    """What goes out: words, recipients, deadline, who follows and who urges."""

    document_id: int
    parties: tuple[Party, ...]
    text: str = ""
    due: Due | None = None
    work_kind: str = WorkKind.ANSWER
    watcher_id: int | None = None
    urger_id: int | None = None
    # Confirmed: who is not on the list of a restricted paper is put on it.
    widen: bool = False
    # What the author had before him (locking.basis_of); None when he was shown nothing.
    basis: str | None = None


@dataclass(frozen=True)
class ProposalData(Slip):
    """A slip with the leader who shall direct, and why it was proposed so."""

    leader_id: int | None = None
    why: str = ""
    why_values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Named:
    """A recipient found to exist: the unit, and the person when it is to a person."""

    party: Party
    unit: Unit
    person_id: int | None


def clean_text(text: str, *, field_name: str = "text", required: bool = False) -> str:
    """Words in NFC, trimmed. Raises UnfitDirection for unfit characters, too many, or none."""
    try:
        text = refuse_control(nfc(text).strip(), multiline=True)
    except UnfitText as unfit:
        raise UnfitDirection({field_name: unfit.message}) from unfit
    if len(text) > TEXT_MAX:
        too_long = _("Shorten the text to %(limit)s characters at most.") % {"limit": TEXT_MAX}
        raise UnfitDirection({field_name: too_long})
    if required and not text:
        raise UnfitDirection({field_name: _("Enter the reason.")})
    return text


def check_roles(parties: Sequence[Party], work_kind: str) -> None:
    """Exactly one lead, unless for information only; nobody twice. Raises UnfitDirection."""
    leads = sum(party.role == PartyRole.LEAD for party in parties)
    if not parties:
        raise UnfitDirection({"lead": _("Choose who receives the paper.")})
    if work_kind == WorkKind.TO_KNOW:
        if any(party.role != PartyRole.KNOW for party in parties):
            raise UnfitDirection(
                {"lead": _("A paper for information has no lead and nobody supporting.")}
            )
    elif leads != 1:
        raise UnfitDirection({"lead": _("Choose exactly one lead.")})
    who = [
        (party.unit_id if party.person_id is None else None, party.person_id) for party in parties
    ]
    if len(set(who)) != len(who):
        raise UnfitDirection({"parties": TWICE})


def named_by_leader(office_id: int, parties: Sequence[Party], now: dt.datetime) -> list[Named]:
    """The recipients of a direction of the first level: units and people of the agency, and the
    subordinate units directly below it. Raises UnfitDirection for others.
    """
    day = clock.day_of(now)
    units = {
        unit.pk: unit
        for unit in units_of(office_id, day).select_related("office")
        if unit.kind not in (UnitKind.LEADERSHIP, UnitKind.AGENCY)
    }
    own = Unit.objects.filter(valid_on(day), office=office_id).values_list("pk", flat=True)
    return _resolved(parties, units, staff_of(own, day))


def named_by_head(unit: Unit, parties: Sequence[Party], now: dt.datetime) -> list[Named]:
    """The recipients of whom a head assigns on: people of his unit, units below it and theirs.

    A deputy director given a paper assigns to the units of the agency. Raises UnfitDirection.
    """
    if unit.kind == UnitKind.LEADERSHIP and unit.office_id is not None:
        return named_by_leader(unit.office_id, parties, now)
    day = clock.day_of(now)
    below = Unit.objects.filter(valid_on(day), parent=unit, office=unit.office_id)
    units = {child.pk: child for child in below.select_related("office")}
    return _resolved(parties, units, staff_of([unit.pk, *units], day))


def _resolved(
    parties: Sequence[Party], units: dict[int, Unit], posts: Iterable[Post]
) -> list[Named]:
    wanted = {party.person_id for party in parties if party.person_id}
    places: dict[int, list[Post]] = {}
    if wanted:
        for post in posts:
            if post.person_id in wanted and post.person.is_active:
                places.setdefault(post.person_id, []).append(post)
    return [_found(party, units, places) for party in parties]


def _found(party: Party, units: dict[int, Unit], places: dict[int, list[Post]]) -> Named:
    if party.person_id is None:
        unit = units.get(party.unit_id or 0)
        if unit is None:
            raise UnfitDirection({"parties": _why_no_unit(party.unit_id)})
        return Named(party, unit, None)
    posts = places.get(party.person_id, [])
    posts = [post for post in posts if party.unit_id in (None, post.unit_id)] or posts
    if not posts:
        raise UnfitDirection({"parties": NOT_THIS_PERSON})
    post = min(posts, key=lambda post: (not post.is_primary, post.pk))
    return Named(party, post.unit, post.person_id)


def _why_no_unit(unit_id: int | None) -> str | Promise:
    unit = Unit.objects.filter(pk=unit_id or 0, valid_until__lt=clock.today()).first()
    if unit is None or unit.valid_until is None:
        return _("This unit cannot receive the paper. Choose another.")
    closed = _("%(unit)s closed on %(day)s. Choose the unit that took over its work.")
    return closed % {"unit": unit.name, "day": f"{unit.valid_until:%d/%m/%Y}"}


def check_leader(office_id: int, leader_id: int | None, now: dt.datetime) -> int:
    """The person, who must be in the leadership of the office that day, else UnfitDirection."""
    day = clock.day_of(now)
    if leader_id is None or not leaders_of(office_id, day).filter(person=leader_id).exists():
        raise UnfitDirection({"leader": _("Choose a leader of the agency.")})
    return leader_id


def check_staff(office_id: int, person_ids: Iterable[int | None], now: dt.datetime) -> None:
    """Raise UnfitDirection unless all work in the registry office that day."""
    wanted = set(filter(None, person_ids))
    if not wanted:
        return
    day = clock.day_of(now)
    posts = Post.objects.filter(
        valid_on(day), unit__office=office_id, person__in=wanted, person__is_active=True
    )
    if set(posts.values_list("person_id", flat=True)) != wanted:
        raise UnfitDirection({"parties": NOT_THIS_PERSON})


def heads_of(named: Sequence[Named], document: Document, now: dt.datetime) -> set[int]:
    """The people who would have to see a paper sent to these: persons, and heads of units that
    handle it in this office."""
    people = {n.person_id for n in named if n.person_id}
    units = [n.unit.pk for n in named if not n.person_id and n.unit.office_id == document.office_id]
    posts = staff_of(units, clock.day_of(now)).filter(position="head") if units else ()
    return people | {post.person_id for post in posts}
