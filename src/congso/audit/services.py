# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing the trail."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

from django.conf import settings
from django.db import transaction

from congso.audit import canonical
from congso.audit.enums import Outcome
from congso.audit.events import Event
from congso.audit.models import Detail, Entry
from congso.common import clock
from congso.common.actor import Actor
from congso.common.jobs import enqueue_each

Facts = dict[str, Any]


def record(
    actor: Actor,
    event: Event,
    *,
    before: Facts | None = None,
    after: Facts | None = None,
    personal: Facts | None = None,
    object_hash: str = "",
    outcome: str = Outcome.DONE,
) -> Entry:
    """Write `event` into the trail and queue one job per subscriber, in the present transaction.

    `before`/`after` are the changed fields, `personal` data that may have to be erased later; all
    three are kept beside the entry, which holds their salted hashes (SECURITY.md 6). Returns the
    entry. Must run inside a transaction: no act without its record.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("audit.record must run in the transaction of the act it records")
    salt = secrets.token_bytes(16)
    change = None if before is None and after is None else {"before": before, "after": after}
    entry = _entry(actor, event, salt, change, personal, object_hash, outcome)
    entry.save(force_insert=True)
    if change is not None or personal is not None:
        Detail.objects.create(entry=entry, salt=salt, before=before, after=after, personal=personal)
    listeners = settings.CONGSO_SUBSCRIPTIONS.get(event.verb, ())
    enqueue_each("audit.tell", [{"listener": to, "entry_id": entry.pk} for to in listeners])
    return entry


def _entry(
    actor: Actor,
    event: Event,
    salt: bytes,
    change: Facts | None,
    personal: Facts | None,
    object_hash: str,
    outcome: str,
) -> Entry:
    now = clock.now()
    entry_uuid = uuid.uuid4()
    facts = {
        "v": canonical.VERSION,
        "uuid": str(entry_uuid),
        "ts": canonical.moment(now),
        "actor": {"person": actor.person_id, "post": actor.post_id},
        "on_behalf_of": actor.acting_for_id,
        "via": actor.via,
        "ip": actor.ip,
        "req_id": actor.request_id,
        "action": event.verb,
        "object": {"type": event.object_type, "id": event.object_id},
        "object_hash": object_hash,
        "outcome": str(outcome),
        "data": event.payload(),
        "change": canonical.salted(salt, change) if change is not None else "",
        "commitment": canonical.salted(salt, personal) if personal is not None else "",
    }
    return Entry(
        uuid=entry_uuid,
        at=now,
        verb=event.verb,
        object_type=event.object_type,
        object_id=event.object_id,
        person_id=actor.person_id,
        acting_for_id=actor.acting_for_id,
        via=actor.via,
        outcome=str(outcome),
        canonical=canonical.dumps(facts),
    )
