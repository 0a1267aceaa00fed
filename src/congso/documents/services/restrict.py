# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hạn chế người xem: the named list only, whatever the role (PRACTICE 2.12, B-61)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from congso.access import services as access
from congso.access.enums import ObjectKind
from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor
from congso.documents.events import DocumentRestricted, ReadersChanged
from congso.documents.incoming import NOBODY_IN_CHARGE, InvalidPaper
from congso.documents.models import Document, NamedReader
from congso.documents.policies import can_be_handled_by
from congso.documents.services.locking import locked_for, save


class WideningNotConfirmed(Exception):
    """More people would see a restricted paper; the act is repeated with a confirmation."""

    message = _("More people will see this restricted paper. Confirm to go on.")

    def __init__(self, person_ids: Sequence[int] = ()) -> None:
        super().__init__(", ".join(map(str, person_ids)))
        self.person_ids = tuple(person_ids)


@transaction.atomic
def restrict(
    actor: Actor, *, document_id: int, reader_ids: Iterable[int], now: dt.datetime | None = None
) -> Document:
    """From now on only the named people see the paper, one of those in charge among them.

    Raises InvalidPaper, WrongState or Denied.
    """
    now = now or clock.now()
    document = locked_for(actor, "restrict", document_id)
    wanted = _named(reader_ids)
    if document.is_restricted:
        raise InvalidPaper({"reader_ids": _("The paper is restricted already; change its list.")})
    _require_somebody_in_charge(document, wanted)
    document.is_restricted = True
    save(document, "is_restricted")
    _add(actor, document, wanted, now)
    _settle(actor, document, DocumentRestricted(document.pk, True), [], wanted)
    return document


@transaction.atomic
def lift(
    actor: Actor, *, document_id: int, is_confirmed: bool = False, now: dt.datetime | None = None
) -> Document:
    """The paper is seen by its office again. Raises WideningNotConfirmed, WrongState or Denied."""
    document = locked_for(actor, "widen", document_id)
    if not document.is_restricted:
        return document
    if not is_confirmed:
        raise WideningNotConfirmed
    before = _readers(document)
    document.is_restricted = False
    save(document, "is_restricted")
    NamedReader.objects.filter(document=document).delete()
    _settle(actor, document, DocumentRestricted(document.pk, False), before, [])
    return document


@transaction.atomic
def add_readers(
    actor: Actor,
    *,
    document_id: int,
    reader_ids: Iterable[int],
    is_confirmed: bool = False,
    now: dt.datetime | None = None,
) -> Document:
    """Name more people. Raises WideningNotConfirmed with those who would be new, or Denied."""
    now = now or clock.now()
    document = _restricted(actor, document_id)
    before = _readers(document)
    fresh = [person for person in _named(reader_ids) if person not in before]
    if not fresh:
        return document
    if not is_confirmed:
        raise WideningNotConfirmed(fresh)
    _add(actor, document, fresh, now)
    save(document)
    _settle(actor, document, ReadersChanged(document.pk, fresh, []), before, before + fresh)
    return document


@transaction.atomic
def remove_readers(
    actor: Actor,
    *,
    document_id: int,
    reader_ids: Iterable[int],
    now: dt.datetime | None = None,
) -> Document:
    """Take people off the list; one of those in charge stays.

    Raises InvalidPaper, WrongState or Denied.
    """
    document = _restricted(actor, document_id)
    before, gone = _readers(document), set(reader_ids)
    left = _named(person for person in before if person not in gone)
    removed = [person for person in before if person in gone]
    if not removed:
        return document
    _require_somebody_in_charge(document, left)
    NamedReader.objects.filter(document=document, person__in=removed).delete()
    save(document)
    _settle(actor, document, ReadersChanged(document.pk, [], removed), before, left)
    return document


def _restricted(actor: Actor, document_id: int) -> Document:
    document = locked_for(actor, "widen", document_id)
    if not document.is_restricted:
        raise InvalidPaper({"reader_ids": _("The paper is not restricted.")})
    return document


def _named(reader_ids: Iterable[int]) -> list[int]:
    named = list(dict.fromkeys(reader_ids))
    if not named:
        raise InvalidPaper(
            {"reader_ids": _("Name at least one person who may read the restricted paper.")}
        )
    return named


def _require_somebody_in_charge(document: Document, people: Sequence[int]) -> None:
    if not can_be_handled_by(document.office_id, people):
        raise InvalidPaper({"reader_ids": NOBODY_IN_CHARGE})


def _readers(document: Document) -> list[int]:
    rows = NamedReader.objects.filter(document=document).order_by("pk")
    return list(rows.values_list("person_id", flat=True))


def _add(actor: Actor, document: Document, people: Sequence[int], now: dt.datetime) -> None:
    NamedReader.objects.bulk_create(
        NamedReader(document=document, person_id=person, added_by_id=actor.person_id, added_at=now)
        for person in people
    )


def _settle(
    actor: Actor,
    document: Document,
    event: DocumentRestricted | ReadersChanged,
    before: Sequence[int],
    after: Sequence[int],
) -> None:
    access.refresh(ObjectKind.DOCUMENT, [document.pk])
    audit.record(
        actor, event, before={"reader_ids": list(before)}, after={"reader_ids": list(after)}
    )
