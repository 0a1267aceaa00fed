# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first page: what waits for me today, and the menu by role."""
