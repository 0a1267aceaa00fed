# SPDX-License-Identifier: AGPL-3.0-or-later
"""The canonical form of an entry: the same facts give the same bytes for ever.

JSON with sorted keys, no white space, UTF-8, times in UTC with microseconds. Verifiers outside the
product hash exactly these bytes, so a change here needs a new `v`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from typing import Any

VERSION = 1


def dumps(value: Any) -> str:
    """`value` as canonical JSON text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def moment(value: dt.datetime) -> str:
    """An aware moment as 2026-11-25T01:31:00.000000Z."""
    return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def salted(salt: bytes, value: Any) -> str:
    """HMAC-SHA-256 of the canonical form of `value` under `salt`, in hex."""
    return hmac.new(salt, dumps(value).encode(), hashlib.sha256).hexdigest()
