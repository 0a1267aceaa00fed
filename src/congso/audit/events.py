# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shape of an event: what happened to what, in ids."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar


@dataclass(frozen=True)
class Event:
    """Base of all events. The first field of a subclass is the id of the object it is about."""

    verb: ClassVar[str]
    object_type: ClassVar[str]

    @property
    def object_id(self) -> int:
        return int(getattr(self, fields(self)[0].name))

    def payload(self) -> dict[str, Any]:
        """The fields of the event, JSON-ready (ids, numbers, short codes; no personal data)."""
        return asdict(self)


@dataclass(frozen=True)
class Heard:
    """What a listener is told. `entry_id` is the idempotency key: delivery is at least once."""

    entry_id: int
    verb: str
    object_type: str
    object_id: int
    payload: dict[str, Any]
