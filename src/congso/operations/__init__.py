# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keeping a site: demo and scale data now; backup, restore and retention later."""
