# SPDX-License-Identifier: AGPL-3.0-or-later
"""One spelling of what people type as their login, so that no variant has a counter of its own."""

from __future__ import annotations

import re

from congso.accounts.queries import own_domains

_LOGIN = re.compile(r"[a-z][a-z0-9]{1,59}\Z")


def canonical_login(typed: str) -> str | None:
    """The login meant by `typed`, or None when it cannot be one.

    Case and outer white space do not count; a full address of a domain of ours stands for the part
    before the sign. Letters with diacritics, look-alikes of other scripts and anything else that
    is not a-z or 0-9 are refused, not folded.
    """
    if not typed.isascii():
        return None
    login, at, domain = typed.strip().lower().partition("@")
    if at and domain not in own_domains():
        return None
    return login if _LOGIN.match(login) else None
