# SPDX-License-Identifier: AGPL-3.0-or-later
"""Congso: the open e-office for public agencies."""

__version__ = "0.1.0.dev0"
