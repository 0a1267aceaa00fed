# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who hears what: event verb -> listeners, as dotted names, so that lower modules import nothing."""

SUBSCRIPTIONS: dict[str, list[str]] = {}
