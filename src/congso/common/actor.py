# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who acts: the one value every service takes first."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

T = TypeVar("T")


@dataclass(frozen=True)
class Actor:
    """A person in a post, perhaps standing in for another, by one way in. Holds ids only.

    `via` is one of http, api, smtp, imap, dav, job, cli or system:<name>. A system actor has no
    person. Facts derived from the ids (posts, principals) are remembered for the life of the
    value, which is one request, command or job.
    """

    person_id: int | None
    post_id: int | None = None
    acting_for_id: int | None = None
    via: str = "http"
    ip: str = ""
    request_id: str = ""
    _memory: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def system(cls, name: str) -> Actor:
        """The product itself doing `name` (a schedule, a listener, an import)."""
        return cls(person_id=None, via=f"system:{name}")

    @property
    def is_system(self) -> bool:
        return self.via.startswith("system:")

    def remember(self, key: Hashable, compute: Callable[[], T]) -> T:
        """Return the fact stored under `key`, computing it the first time it is asked for."""
        if key not in self._memory:
            self._memory[key] = compute()
        return cast("T", self._memory[key])
