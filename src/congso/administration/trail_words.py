# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the trail says of an account, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "person.created": _("Account made"),
    "person.changed": _("Account data changed"),
    "person.password_issued": _("Password slip issued"),
    "person.password_changed": _("Password chosen by its owner"),
    "person.preferences_changed": _("Preferences changed"),
    "person.signed_in": _("Signed in"),
    "person.sign_in_limited": _("Too many failed sign-ins"),
    "person.session_revoked": _("Sessions ended"),
    "person.locked": _("Account locked"),
    "person.unlocked": _("Account opened"),
    "person.leak_reported": _("Leaked password reported"),
    "person.leaving_set": _("Last day noted"),
    "person.left": _("Left the agency"),
    "person.second_factor_added": _("Second factor added"),
    "person.second_factor_removed": _("Second factor removed"),
    "person.second_factor_reset": _("Second factor reset by two of the Office"),
    "person.slips_issued": _("Slips printed"),
    "person.list_exported": _("List of accounts exported"),
    "person.imported": _("Accounts made from a sheet"),
}


def words_of(verb: str) -> str:
    """The words for a verb of the trail; the verb itself when there are none."""
    return str(WORDS.get(verb, verb))
