# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tell a person: in the application now, by mail and digest later. Owns notices and live counts."""
