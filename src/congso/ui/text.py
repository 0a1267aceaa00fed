# SPDX-License-Identifier: AGPL-3.0-or-later
"""Text as it is typed or pasted into a form, in the form in which it is kept."""

from congso.common.vietnamese import nfc

# Pasted from Word or a chat: they look like something else, or like nothing. Harmless: replaced.
_REPLACED = str.maketrans(
    {
        "\u00a0": " ",
        "\u202f": " ",
        "\u2011": "-",
        "\u00ad": None,
        "\u200b": None,
        "\u2060": None,
        "\ufeff": None,
    }
)


def normalise_text(value: str) -> str:
    """NFC, without invisible joints and look-alike blanks or hyphens."""
    return nfc(value).translate(_REPLACED)
