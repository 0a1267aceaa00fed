# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of one's own account."""
