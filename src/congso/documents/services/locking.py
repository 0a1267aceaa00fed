# SPDX-License-Identifier: AGPL-3.0-or-later
"""The paper under its lock: how every act on an existing paper begins and ends."""

from __future__ import annotations

from congso.common.actor import Actor
from congso.common.lifecycle import WrongState
from congso.documents.models import Document
from congso.documents.policies import DOCUMENTS


class Stale(Exception):
    """Somebody else has changed the paper since the page was shown; nothing was changed."""

    message = WrongState.message


def locked(document_id: int) -> Document:
    """The document under its row's lock, so that two acts on it follow one another."""
    queryset = Document.objects.select_for_update(of=("self",)).select_related("type", "office")
    return queryset.get(pk=document_id)


def locked_for(
    actor: Actor, action: str, document_id: int, *, expected_version: int | None = None
) -> Document:
    """The document under its lock, after asking state, right and version.

    The state is asked before the right, so that who came second reads that he came second.
    Raises WrongState, Denied, or Stale when `expected_version` is not the present one.
    """
    document = locked(document_id)
    if not _possible(action, document.state):
        raise WrongState(action, document.state)
    DOCUMENTS.require(actor, action, document)
    if expected_version is not None and document.version != expected_version:
        raise Stale
    return document


def _possible(action: str, state: str) -> bool:
    """Whether any row of the policy table lets anybody do `action` in this state."""
    rules = [rule for rule in DOCUMENTS.rules if rule.action == action]
    return any(not rule.states or state in rule.states for rule in rules)


def save(document: Document, *fields: str) -> None:
    """Save the changed fields and count the version up."""
    document.version += 1
    document.save(update_fields=[*fields, "version"])
