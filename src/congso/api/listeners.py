# SPDX-License-Identifier: AGPL-3.0-or-later
"""What tokens do when an account changes."""

from __future__ import annotations

from congso.api.services.tokens import revoke_all_of
from congso.audit.events import Heard
from congso.common.actor import Actor


def end_tokens(event: Heard) -> None:
    """The Office has issued a new password or closed the account: its tokens end for good."""
    revoke_all_of(Actor.system("api"), person_id=event.object_id)
