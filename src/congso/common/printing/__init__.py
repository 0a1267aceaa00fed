# SPDX-License-Identifier: AGPL-3.0-or-later
"""How paper leaves the product: one typesetter, one document font, templates as data."""
