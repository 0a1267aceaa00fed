# SPDX-License-Identifier: AGPL-3.0-or-later
"""From what was sent to a slip, a proposal or a deadline as the services of routing take them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from congso.api import references
from congso.api.problems import unfit
from congso.api.schemas.routing import DueIn, EnteredIn, PartyIn, ProposalIn, RecipientIn, SlipIn
from congso.common.actor import Actor
from congso.filestore import queries as store
from congso.filestore import services as filestore
from congso.routing.deadlines import Due
from congso.routing.enums import DueKind
from congso.routing.parties import Party, ProposalData, Slip
from congso.routing.services.enter import Entered


def slip_of(given: SlipIn, document_id: int) -> Slip:
    """The slip as sent. Raises 422 for ids of nothing."""
    return Slip(**_facts(given, document_id))


def proposal_of(given: ProposalIn, document_id: int) -> ProposalData:
    """The proposal as sent. Raises 422 for ids of nothing."""
    references.require(leader_id=given.leader_id)
    return ProposalData(**_facts(given, document_id), leader_id=given.leader_id)


def _facts(given: SlipIn, document_id: int) -> dict[str, Any]:
    references.require(
        unit_id=[p.unit_id for p in given.parties if p.unit_id],
        person_id=[p.person_id for p in given.parties if p.person_id],
        watcher_id=given.watcher_id,
        urger_id=given.urger_id,
    )
    return {
        "document_id": document_id,
        "parties": tuple(_party(party) for party in given.parties),
        "text": given.text,
        "due": due_of(given.due),
        "work_kind": given.work_kind.value,
        "watcher_id": given.watcher_id,
        "urger_id": given.urger_id,
        "widen": given.widen,
    }


def _party(given: PartyIn) -> Party:
    if given.unit_id is None and given.person_id is None:
        raise unfit({"parties": _("Name a unit or a person.")})
    return Party(given.role, given.unit_id, given.person_id, given.due_at, given.when_needed)


def recipient_of(given: RecipientIn, role: str) -> Party:
    """Whom a flow is handed to."""
    references.require(unit_id=given.unit_id, person_id=given.person_id)
    if given.unit_id is None and given.person_id is None:
        raise unfit({"unit_id": _("Name a unit or a person.")})
    return Party(role, given.unit_id, given.person_id)


def due_of(given: DueIn | None, *, field: str = "due") -> Due | None:
    """The deadline as sent. Raises 422 when day or hour is missing."""
    if given is None:
        return None
    if given.kind == DueKind.DAY:
        if given.on is None:
            raise unfit({f"{field}.on": _("Enter the day.")})
        return Due.by_day(given.on)
    if given.kind == DueKind.HOUR:
        if given.at is None:
            raise unfit({f"{field}.at": _("Enter day and hour.")})
        return Due.by_hour(given.at)
    return Due.regular() if given.kind == DueKind.REGULAR else Due()


def entered_of(actor: Actor, given: EnteredIn) -> Entered:
    """Whose words and how; the photo is kept. Raises 422, NotChecked, StoreFull."""
    references.require(leader_id=given.leader_id)
    sha256, name = _photo(actor, given.photo)
    return Entered(
        leader_id=given.leader_id,
        way=given.way,
        paper_date=given.paper_date,
        spoken_at=given.spoken_at,
        photo_sha256=sha256,
        photo_name=name,
    )


def _photo(actor: Actor, upload: UUID | None) -> tuple[str, str]:
    if upload is None:
        return "", ""
    found = store.staged_of(actor, [str(upload)])
    if not found:
        raise unfit({"photo": _("There is no such upload of yours. Upload the file again.")})
    name = found[0].name
    return filestore.keep(actor, found[0].pk).sha256, name
