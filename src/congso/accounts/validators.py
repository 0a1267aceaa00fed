# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a chosen password must not be, beyond length and the list of common ones."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from congso.common.vietnamese import fold


class NotYourNameValidator:
    """Refuses a password that holds the login or the name, with or without diacritics."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when `password` holds the login or the full name of `user`."""
        if user is None:
            return
        plain = _letters(password)
        for part in (_letters(user.login), _letters(user.full_name)):
            if len(part) >= 4 and part in plain:
                raise ValidationError(
                    _("The password holds your name or login. Choose another."), code="your_name"
                )

    def get_help_text(self) -> str:
        """The rule, for people."""
        return _("The password must not hold your name or login.")


class LongestPasswordValidator:
    """Refuses more than 128 characters: nobody types them, and hashing them costs."""

    longest = 128

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when `password` is too long."""
        if len(password) > self.longest:
            raise ValidationError(
                _("The password has more than %(most)d characters.") % {"most": self.longest},
                code="too_long",
            )

    def get_help_text(self) -> str:
        """The rule, for people."""
        return _("At most %(most)d characters.") % {"most": self.longest}


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", fold(text))
