# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a login is formed from a name (Regulation, Article 3.1đ): given name, then initials.

Đỗ Thị Thanh Hà → hadtt. A stem that is taken gets 2, 3, …; the regulation has no rule for it,
so the Office confirms the proposal. A login once used is never given to another person: the
caller's `taken` must know closed accounts, mailboxes and their earlier names too.
"""

import re
from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congso.common.vietnamese import fold

# The local part of an address has at most 64 octets (RFC 5321 §4.5.3.1.1); room for a number.
_STEM_MAX = 56
_NUMBER_MAX = 10_000


class UnfitName(ValueError):
    """A name from which no login can be formed; `message` says it to people."""

    def __init__(self, message: "str | Promise") -> None:
        super().__init__("unfit-name")
        self.message = message


def login_stem(full_name: str) -> str:
    """Return the given name (last word) followed by the initials of the other words.

    Spaces of any kind and hyphens part words, apostrophes do not (H'Hen Niê → nieh). A name of one
    word gives that word alone. Raises UnfitName when a word has no Latin letter at its start or
    when nothing is left.
    """
    plain = re.sub("['`\u2018\u2019\u02bc]", "", fold(full_name))
    words = [word for word in re.split(r"[\s-]+", plain) if word]
    if not words:
        raise UnfitName(_("Enter the full name."))
    if not all(re.fullmatch(r"[a-z][a-z0-9.]*", word) for word in words):
        raise UnfitName(_("A login can only be formed from a name in Latin letters."))
    given = words[-1].replace(".", "")
    return (given + "".join(word[0] for word in words[:-1]))[:_STEM_MAX]


def next_login(stem: str, taken: Callable[[str], bool]) -> str:
    """Return the first free login of this stem: tamnv, tamnv2, tamnv3, …

    Raises LookupError after ten thousand names, so that a broken `taken` cannot hang a page.
    """
    if not taken(stem):
        return stem
    for number in range(2, _NUMBER_MAX):
        login = f"{stem}{number}"
        if not taken(login):
            return login
    raise LookupError(f"no free login for {stem}")
