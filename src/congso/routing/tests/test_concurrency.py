# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two at the same moment: one act happens, the other reads that he came second."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import connection

from congso.common.lifecycle import WrongState
from congso.documents.enums import State as PaperState
from congso.documents.models import DocumentType
from congso.documents.tests.factories import make_document
from congso.organisation.queries import forget_calendar
from congso.organisation.tests.factories import make_agency
from congso.routing.enums import FinishKind, State
from congso.routing.models import Direction, Flow
from congso.routing.services import direct, handle, redirect
from congso.routing.tests.factories import (
    assigned,
    differences,
    directed,
    lead,
    lead_flow,
    presented,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def agency(transactional_db):
    forget_calendar()
    if not DocumentType.objects.exists():  # emptied after another test with real commits
        migration = importlib.import_module("congso.documents.migrations.0003_document_types")
        migration.fill(apps, None)
    return make_agency()


def together(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads of their own, all starting at once; results or refusals."""
    results: list[object] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(at: int) -> None:
        try:
            gate.wait(timeout=10)
            results[at] = acts[at]()
        except WrongState as refused:
            results[at] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def refusals(results) -> int:
    return sum(isinstance(result, WrongState) for result in results)


def test_two_heads_accept(agency):
    flow = lead_flow(directed(agency, make_document(agency.office)))
    results = together(
        lambda: handle.accept(agency.actor("dungctm"), flow_id=flow.pk),
        lambda: handle.accept(agency.actor("tamnv"), flow_id=flow.pk),
    )
    assert refusals(results) == 1
    assert Flow.objects.get().state == State.ACCEPTED
    assert Flow.objects.get().version == 2


def test_two_directors_agree(agency):
    paper = make_document(agency.office)
    proposal = presented(agency, paper)
    results = together(
        lambda: direct.agree(agency.actor("chauvtm"), proposal_id=proposal.pk),
        lambda: direct.agree(agency.actor("dinhlq"), proposal_id=proposal.pk),
        lambda: direct.return_to_office(
            agency.actor("dinhlq"), proposal_id=proposal.pk, reason="Xem lại"
        ),
    )
    assert refusals(results) == 2
    assert Direction.objects.count() in (0, 1)
    assert Flow.objects.count() == Direction.objects.count()
    assert differences(paper) == []


def test_two_batches_over_the_same_papers_do_not_block_one_another(agency):
    ids = [presented(agency, make_document(agency.office)).pk for _ in range(6)]
    results = together(
        lambda: direct.agree_all(agency.actor("chauvtm"), proposal_ids=ids),
        lambda: direct.agree_all(agency.actor("dinhlq"), proposal_ids=list(reversed(ids))),
    )
    went = [one for batch in results for one in batch if one.direction is not None]
    assert sorted(one.proposal_id for one in went) == sorted(ids)
    assert Direction.objects.count() == 6


def test_two_leads_below_finish_at_once_and_the_parent_is_done(agency):
    paper = make_document(agency.office)
    flow = lead_flow(directed(agency, paper))
    first = lead_flow(assigned(agency, "dungctm", flow, lead(agency, person="tuntc")))
    second = lead_flow(assigned(agency, "dungctm", flow, lead(agency, person="tamnv2")))
    results = together(
        lambda: handle.finish(agency.actor("tuntc"), flow_id=first.pk, kind=FinishKind.FILED),
        lambda: handle.finish(agency.actor("tamnv2"), flow_id=second.pk, kind=FinishKind.FILED),
    )
    assert refusals(results) == 0
    flow.refresh_from_db()
    paper.refresh_from_db()
    assert (flow.state, paper.state) == (State.DONE, PaperState.FINISHED)


def test_taken_back_while_it_is_finished(agency):
    paper = make_document(agency.office)
    flow = lead_flow(directed(agency, paper))
    results = together(
        lambda: handle.finish(agency.actor("dungctm"), flow_id=flow.pk, kind=FinishKind.FILED),
        lambda: redirect.take_back(agency.actor("khiemtg"), flow_id=flow.pk, reason="Nhầm"),
    )
    assert refusals(results) == 1
    flow.refresh_from_db()
    paper.refresh_from_db()
    assert (flow.state, paper.state) in (
        (State.DONE, PaperState.FINISHED),
        (State.TAKEN_BACK, PaperState.DISTRIBUTED),
    )
    assert differences(paper) == []
