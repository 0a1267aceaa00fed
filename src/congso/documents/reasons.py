# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words that must go with an act that changes what stands in a book."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from congso.common.vietnamese import UnfitText, nfc, refuse_control
from congso.documents.incoming import InvalidPaper

REASON_MAX = 500


def reason_of(text: str, *, field: str = "reason", most: int = REASON_MAX) -> str:
    """The reason in NFC on one line. Raises InvalidPaper when it says nothing or is too long."""
    try:
        reason = refuse_control(" ".join(nfc(text).split()))
    except UnfitText as unfit:
        raise InvalidPaper({field: unfit.message}) from unfit
    if not any(letter.isalpha() for letter in reason):
        raise InvalidPaper({field: _("Enter the reason.")})
    if len(reason) > most:
        raise InvalidPaper(
            {field: _("Shorten the reason to %(limit)s characters.") % {"limit": most}}
        )
    return reason
