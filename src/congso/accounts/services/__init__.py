# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every write of this module: limits, door, passwords, persons, sessions, preferences."""
