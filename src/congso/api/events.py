# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from dataclasses import dataclass

from congso.audit.events import Event


@dataclass(frozen=True)
class TokenCreated(Event):
    verb = "token.created"
    object_type = "token"
    token_id: int
    person_id: int


@dataclass(frozen=True)
class TokenRevoked(Event):
    verb = "token.revoked"
    object_type = "token"
    token_id: int
    person_id: int
