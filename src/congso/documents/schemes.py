# SPDX-License-Identifier: AGPL-3.0-or-later
"""In which book a paper of a type is numbered: the office's scheme (Decree 30/2020, Article 15)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F

from congso.common import clock
from congso.documents import numbering
from congso.documents.enums import BookKind, TypeGroup
from congso.documents.models import Book, BookScheme, DocumentType
from congso.organisation.models import RegistryOffice


@dataclass(frozen=True)
class Destination:
    """The kind of book and the series in it ("" is the series of the kind itself)."""

    kind: str
    series: str = ""


def group_of(type_: DocumentType) -> str:
    """The group of types an office may number together, or ""."""
    if type_.is_petition:
        return TypeGroup.PETITION
    return TypeGroup.INVITATION if type_.is_invitation else ""


def default_for(type_: DocumentType) -> Destination:
    """Petitions have a book of their own (PRACTICE 2.11); everything else shares one series."""
    return Destination(BookKind.PETITION if type_.is_petition else BookKind.INCOMING)


def destination(office_id: int, type_: DocumentType) -> Destination:
    """Where papers of `type_` are numbered in the office, by its scheme or by default."""
    group = group_of(type_)
    found: Destination | None = None
    for scheme in BookScheme.objects.filter(office_id=office_id):
        if scheme.type_id == type_.pk:
            return Destination(scheme.book_kind, scheme.series)
        if group and scheme.group == group:
            found = Destination(scheme.book_kind, scheme.series)
    return found or default_for(type_)


def book_at(office_id: int, type_: DocumentType, moment: dt.datetime, *, series: str = "") -> Book:
    """The open book for a paper of `type_` numbered at `moment`; `series` overrides the scheme.

    While the office is in its trial phase that is a trial book: no real number is taken
    (PRACTICE 1.7).
    """
    to = destination(office_id, type_)
    year, series = clock.day_of(moment).year, series or to.series
    of_phase = Book.objects.filter(is_imported=False, is_trial=F("office__is_trial"))
    kept = of_phase.filter(office_id=office_id, kind=to.kind, year=year, series=series).first()
    if kept is not None:
        return kept
    is_trial = RegistryOffice.objects.values_list("is_trial", flat=True).get(pk=office_id)
    return numbering.book_for(office_id, to.kind, moment, series=series, is_trial=is_trial)


def begin_books(office_ids: Iterable[int], moment: dt.datetime) -> None:
    """Let the real books of this year be there, so that they can be opened with a number.

    Also in the trial phase, and before the first paper: whoever goes live in August sets where
    the paper book left off before any number is taken (PRACTICE 1.7).
    """
    for office_id in office_ids:
        wanted: set[tuple[str, str]] = {
            (kind, "") for kind in (BookKind.INCOMING, BookKind.PETITION)
        }
        wanted |= set(
            BookScheme.objects.filter(office_id=office_id).values_list("book_kind", "series")
        )
        for kind, series in sorted(wanted):
            numbering.book_for(office_id, kind, moment, series=series)
