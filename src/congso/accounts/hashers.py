# SPDX-License-Identifier: AGPL-3.0-or-later
"""How passwords are kept: Argon2id, at a cost nobody notices and a flood cannot abuse."""

from __future__ import annotations

import threading

from django.contrib.auth.hashers import Argon2PasswordHasher

# Each hash takes 19 MiB and some 60 ms of one core; two at a time leave the other threads of the
# process free to answer people who are already signed in.
AT_ONCE = 2
_turns = threading.BoundedSemaphore(AT_ONCE)


class Argon2Hasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane (OWASP's first choice); two at a time."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with _turns:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with _turns:
            return super().verify(password, encoded)
