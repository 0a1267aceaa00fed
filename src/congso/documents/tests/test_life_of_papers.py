# SPDX-License-Identifier: AGPL-3.0-or-later
"""Random lives of papers: whatever is tried, no book has a gap, no number moves, sight is derived.

The table of what is possible is stated here a second time, apart from lifecycle.py.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from congso.common.actor import Actor
from congso.common.clock import VIETNAM, day_of
from congso.common.lifecycle import WrongState
from congso.common.policy import Denied
from congso.documents.incoming import IncomingData, InvalidPaper
from congso.documents.models import Book, Document
from congso.documents.queries_books import gaps
from congso.documents.services import blocks, books, lifecycle, restrict
from congso.documents.services.complete import complete
from congso.documents.services.correct import correct
from congso.documents.services.insert import insert
from congso.documents.services.join import CannotJoin, join_into
from congso.documents.services.register import receive_incoming, register, register_incoming
from congso.documents.services.returns import return_to_sender
from congso.documents.services.transfer import NotAnotherOffice, send_to_office
from congso.documents.services.void import void
from congso.documents.tests.factories import incoming_data
from congso.documents.tests.proofs import assert_sight_is_derived
from congso.organisation.tests.factories import Agency, make_agency

SYSTEM = Actor.system("walk")
START = dt.datetime(2026, 12, 28, 9, tzinfo=VIETNAM)
WHY = "Đi dạo ngẫu nhiên"

POSSIBLE = {
    # act: states it may start from, and where it ends
    "register": ({"received"}, "registered"),
    "complete": ({"blank"}, "registered"),
    "distribute": ({"registered"}, "distributed"),
    "finish": ({"distributed"}, "finished"),
    "reopen": ({"finished"}, "distributed"),
    "return": ({"received", "registered"}, "returned"),
    "void": ({"registered", "blank"}, "void"),
    "correct": ({"registered"}, "registered"),
    "join": ({"received"}, "joined"),
}


class _Refused(Exception):
    """The paper is restricted and the clerk not on its list: refused, and nothing is said."""


which = st.integers(min_value=0, max_value=10_000)


class LifeOfPapers(RuleBasedStateMachine):
    """Two offices, their clerks, and a calendar that goes on past the end of the year."""

    agency: Agency

    @initialize()
    def begin(self) -> None:
        self.ledger: dict[int, str] = {}
        self.state: dict[int, str] = {}
        self.now = START

    def __init__(self) -> None:
        super().__init__()
        self.sandbox = transaction.atomic()
        self.sandbox.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.sandbox.__exit__(None, None, None)

    @rule(here=st.booleans())
    def receive(self, here: bool) -> None:
        self._seen(receive_incoming(SYSTEM, data=self._data(here), now=self.now))

    @rule(here=st.booleans())
    def register_new(self, here: bool) -> None:
        self._seen(register_incoming(SYSTEM, data=self._data(here), now=self.now))

    @rule(paper=which, act=st.sampled_from(sorted(POSSIBLE)))
    def attempt(self, paper: int, act: str) -> None:
        document = self._any(paper)
        if document is None:
            return
        sources, target = POSSIBLE[act]
        before = self.state[document.pk]
        try:
            self._acts()[act](document)
        except (WrongState, Denied):
            assert before not in sources, f"{act} was refused from {before}"
            assert Document.objects.get(pk=document.pk).state == before
        except (CannotJoin, _Refused):
            assert Document.objects.get(pk=document.pk).state == before
        else:
            assert before in sources, f"{act} was possible from {before}"
            assert Document.objects.get(pk=document.pk).state == target
            self.state[document.pk] = target

    @rule(paper=which)
    def send(self, paper: int) -> None:
        document = self._any(paper)
        if document is None:
            return
        try:
            copy = send_to_office(
                SYSTEM, document_id=document.pk, office_id=self.agency.branch_office.pk,
                due_at=None, note="", now=self.now,
            )  # fmt: skip
        except NotAnotherOffice:
            assert document.office_id == self.agency.branch_office.pk
        except WrongState:
            assert self.state[document.pk] not in {"registered", "distributed", "finished"}
        else:
            self._seen(copy)

    @rule(count=st.integers(min_value=1, max_value=4))
    def pile(self, count: int) -> None:
        block = blocks.open_batch(
            SYSTEM, office_id=self.agency.office.pk, count=count, now=self.now
        )
        for document in Document.objects.filter(block=block):
            self._seen(document)

    @rule(ahead=st.integers(min_value=-2, max_value=4))
    def paper_book(self, ahead: int) -> None:
        book = Book.objects.filter(office=self.agency.office, year=day_of(self.now).year).first()
        last = book.last_number if book else 0
        try:
            block = blocks.reserve_paper_numbers(
                self.agency.actor("khiemtg"), office_id=self.agency.office.pk,
                last_number=last + ahead, reason=WHY, now=self.now,
            )  # fmt: skip
        except InvalidPaper:
            assert ahead < 1
        else:
            assert (block.first_number, block.last_number) == (last + 1, last + ahead)
            for document in Document.objects.filter(block=block):
                self._seen(document)

    @rule(after=st.integers(min_value=1, max_value=6))
    def insert_after(self, after: int) -> None:
        book = Book.objects.filter(office=self.agency.office, year=day_of(self.now).year).first()
        try:
            document = insert(
                self.agency.actor("khiemtg"), data=self._data(True), after_number=after,
                reason=WHY, now=self.now,
            )  # fmt: skip
        except InvalidPaper:
            assert book is None or after > book.last_number
        else:
            self._seen(document)

    @rule(paper=which)
    def hide_or_show(self, paper: int) -> None:
        document = self._any(paper)
        if document is None:
            return
        reader = self.agency.people["dinhlq"].pk
        try:
            if document.is_restricted:
                restrict.lift(
                    self.agency.actor("dinhlq"), document_id=document.pk, is_confirmed=True
                )
            else:
                restrict.restrict(
                    self.agency.actor("khiemtg"), document_id=document.pk, reader_ids=[reader]
                )
        except (WrongState, Denied):
            return

    @rule(hours=st.integers(min_value=1, max_value=60))
    def time_goes_on(self, hours: int) -> None:
        self.now += dt.timedelta(hours=hours)
        books.close_books_of_past_years(SYSTEM, now=self.now)

    @invariant()
    def every_number_is_there_once(self) -> None:
        for book in Book.objects.all():
            assert gaps(book) == []
            plain = Document.objects.filter(book=book, number_suffix="")
            numbers = sorted(plain.values_list("number", flat=True))
            assert numbers == list(range(book.opening_number, book.last_number + 1))
            closed = book.year < day_of(self.now).year
            assert book.state == ("closed" if closed else "open")

    @invariant()
    def no_number_ever_moves(self) -> None:
        for document in Document.objects.select_related("book"):
            text = f"{document.book_id}:{document.number_text}" if document.book_id else ""
            assert self.ledger.get(document.pk, "") in {"", text}
            self.ledger[document.pk] = text
            assert document.state == self.state[document.pk]
            if document.book is not None and document.registered_at is not None:
                assert document.book.year == day_of(document.registered_at).year

    @invariant()
    def sight_is_derived(self) -> None:
        assert_sight_is_derived()

    def _acts(self) -> dict[str, Callable[[Document], Any]]:
        clerk = self._clerk
        now = self.now
        return {
            "register": lambda d: register(SYSTEM, document_id=d.pk, now=now),
            "complete": lambda d: complete(
                clerk(d), document_id=d.pk, data=self._data(True), now=now
            ),
            "distribute": lambda d: lifecycle.distribute(SYSTEM, document_id=d.pk, now=now),
            "finish": lambda d: lifecycle.finish(SYSTEM, document_id=d.pk, now=now),
            "reopen": lambda d: lifecycle.reopen(SYSTEM, document_id=d.pk, now=now),
            "return": lambda d: return_to_sender(clerk(d), document_id=d.pk, reason=WHY, now=now),
            "void": lambda d: void(clerk(d), document_id=d.pk, reason=WHY, now=now),
            "correct": self._correct,
            "join": self._join,
        }

    def _correct(self, document: Document) -> None:
        clerk = self._clerk(document)
        if document.is_restricted:
            # The clerk is not on the list, so the act is made by who sees the paper: nobody here.
            with pytest.raises((WrongState, Denied)):
                self._entered(clerk, document)
            raise _Refused
        self._entered(clerk, document)

    def _entered(self, clerk: Actor, document: Document) -> None:
        here = document.office_id == self.agency.office.pk
        correct(
            clerk, document_id=document.pk,
            data=replace(self._data(here), pages=7), reason=WHY,
            expected_version=document.version, now=self.now,
        )  # fmt: skip

    def _join(self, document: Document) -> None:
        into = Document.objects.filter(
            office=document.office_id, state__in=("registered", "distributed", "finished")
        )
        target = into.exclude(pk=document.pk).first()
        if target is None:
            raise CannotJoin
        join_into(SYSTEM, received_id=document.pk, document_id=target.pk, now=self.now)

    def _clerk(self, document: Document) -> Actor:
        here = document.office_id == self.agency.office.pk
        return self.agency.actor("diepptn" if here else "ngantt")

    def _data(self, here: bool) -> IncomingData:
        office = self.agency.office if here else self.agency.branch_office
        return incoming_data(office, arrived_at=self.now - dt.timedelta(minutes=5))

    def _any(self, paper: int) -> Document | None:
        known = sorted(self.state)
        return Document.objects.get(pk=known[paper % len(known)]) if known else None

    def _seen(self, document: Document) -> None:
        self.state.setdefault(document.pk, Document.objects.get(pk=document.pk).state)


def _walk(agency: Agency, examples: int, steps: int) -> None:
    LifeOfPapers.agency = agency
    run_state_machine_as_test(
        LifeOfPapers,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=examples < 100,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
@pytest.mark.requirement("B-02")
def test_random_lives_of_papers() -> None:
    _walk(make_agency(), 12, 25)


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.requirement("B-02")
def test_many_random_lives_of_papers() -> None:
    _walk(make_agency(), 300, 60)
