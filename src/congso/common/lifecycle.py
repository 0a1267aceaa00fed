# SPDX-License-Identifier: AGPL-3.0-or-later
"""State machines as one table of verbs (ARCHITECTURE.md, "State machines")."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

START = "(start)"


class WrongState(Exception):
    """The verb is not possible in the state the object is in now."""

    def __init__(self, verb: str, state: str) -> None:
        super().__init__(f"{verb} from {state}")
        self.verb = verb
        self.state = state

    message = _("Someone has already moved this on. Reload the page to see where it is now.")


Row = tuple[str, "str | Iterable[str]", str]


class Lifecycle:
    """Verbs with the states they start from and the one they lead to.

    `rows` are (verb, from, to); `from` is START, a state or a tuple of states.
    """

    def __init__(self, states: type[TextChoices], *rows: Row, field: str = "state") -> None:
        self.states = states
        self.field = field
        self.rows = [(verb, _as_tuple(source), target) for verb, source, target in rows]

    @property
    def verbs(self) -> set[str]:
        return {verb for verb, _source, _target in self.rows}

    def can(self, obj: Any, verb: str) -> bool:
        """Whether `verb` is possible for `obj` in its present state."""
        return self._target(self._state_of(obj), verb) is not None

    def sources(self, verb: str) -> set[str]:
        """The states `verb` may start from."""
        return {s for v, source, _target in self.rows if v == verb for s in source}

    def advance(self, obj: Any, verb: str) -> str:
        """Set the state `verb` leads to on `obj` (not saved) and return it.

        Raises WrongState when the table has no such row.
        """
        state = self._state_of(obj)
        target = self._target(state, verb)
        if target is None:
            raise WrongState(verb, state)
        setattr(obj, self.field, target)
        return target

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram."""
        lines = ["stateDiagram-v2"]
        for verb, source, target in self.rows:
            lines += [f"    {'[*]' if s == START else s} --> {target}: {verb}" for s in source]
        return "\n".join(lines)

    def _state_of(self, obj: Any) -> str:
        return getattr(obj, self.field) or START

    def _target(self, state: str, verb: str) -> str | None:
        for row_verb, source, target in self.rows:
            if row_verb == verb and state in source:
                return str(target)
        return None


def _as_tuple(source: str | Iterable[str]) -> tuple[str, ...]:
    return (str(source),) if isinstance(source, str) else tuple(str(s) for s in source)
