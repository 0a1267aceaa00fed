# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an office settles once: phrases, kinds that go straight, words that point to a unit."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from congso.audit import services as audit
from congso.common.actor import Actor
from congso.common.vietnamese import fold
from congso.documents.models import DocumentType
from congso.organisation.models import RegistryOffice, Unit
from congso.routing import parties
from congso.routing.events import PhraseDropped, PhraseKept, RoutineKindsSet, UnitKeywordsSet
from congso.routing.models import RoutineKind, StockPhrase, UnitKeyword
from congso.routing.parties import UnfitDirection
from congso.routing.policies import OFFICES, PHRASES

PHRASE_MAX = 300


@transaction.atomic
def keep_phrase(
    actor: Actor, *, office_id: int, text: str, own: bool = True, position: int = 0
) -> StockPhrase:
    """Keep words for directions: the leader's own, or the office's. Kept before: as it is.

    Raises Denied or UnfitDirection.
    """
    office = RegistryOffice.objects.get(pk=office_id)
    OFFICES.require(actor, "keep_own_phrase" if own else "keep_phrase", office)
    text = " ".join(parties.clean_text(text).split())
    if not text or len(text) > PHRASE_MAX:
        raise UnfitDirection({"text": _("A phrase has 1 to 300 characters.")})
    phrase, _created = StockPhrase.objects.update_or_create(
        office=office,
        owner_id=actor.person_id if own else None,
        text=text,
        defaults={"position": position, "is_active": True},
    )
    audit.record(actor, PhraseKept(phrase.pk), after={"text": text})
    return phrase


@transaction.atomic
def drop_phrase(actor: Actor, *, phrase_id: int) -> StockPhrase:
    """Offer a phrase no more. Raises Denied."""
    phrase = StockPhrase.objects.get(pk=phrase_id)
    PHRASES.require(actor, "drop_phrase", phrase)
    phrase.is_active = False
    phrase.save(update_fields=("is_active",))
    audit.record(actor, PhraseDropped(phrase.pk))
    return phrase


@transaction.atomic
def set_routine_kinds(actor: Actor, *, office_id: int, type_ids: Iterable[int]) -> None:
    """List the kinds of paper that the Office may send straight to units. Raises Denied."""
    office = RegistryOffice.objects.select_for_update().get(pk=office_id)
    OFFICES.require(actor, "set_routine_kinds", office)
    wanted = set(DocumentType.objects.filter(pk__in=set(type_ids)).values_list("pk", flat=True))
    present = RoutineKind.objects.filter(office=office)
    before = set(present.values_list("type_id", flat=True))
    present.exclude(type__in=wanted).delete()
    RoutineKind.objects.bulk_create(
        RoutineKind(office=office, type_id=pk) for pk in sorted(wanted - before)
    )
    audit.record(
        actor,
        RoutineKindsSet(office.pk, tuple(sorted(wanted))),
        before={"types": sorted(before)},
        after={"types": sorted(wanted)},
    )


@transaction.atomic
def set_unit_keywords(
    actor: Actor, *, office_id: int, unit_id: int, phrases: Iterable[str]
) -> None:
    """The words of a subject that point to a unit. Raises Denied."""
    office = RegistryOffice.objects.select_for_update().get(pk=office_id)
    OFFICES.require(actor, "set_unit_keywords", office)
    unit = Unit.objects.get(pk=unit_id)
    wanted = {fold(text): " ".join(text.split()) for text in phrases if text.strip()}
    UnitKeyword.objects.filter(unit=unit).exclude(folded__in=wanted).delete()
    before = set(UnitKeyword.objects.filter(unit=unit).values_list("folded", flat=True))
    for folded, phrase in wanted.items():
        if folded not in before:
            UnitKeyword.objects.create(unit=unit, phrase=phrase[:120])
    audit.record(actor, UnitKeywordsSet(unit.pk), after={"phrases": sorted(wanted.values())})
