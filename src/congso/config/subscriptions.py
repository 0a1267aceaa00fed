# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who hears what: event verb -> listeners, as dotted names, so that lower modules import nothing."""

WAKE = "congso.notifications.listeners.wake_viewers"

SUBSCRIPTIONS: dict[str, list[str]] = {
    "document.received": [WAKE],
    "document.registered": [WAKE],
    "document.returned_to_sender": [WAKE],
    "document.distributed": [WAKE],
    "document.finished": [WAKE],
    "document.voided": [WAKE],
}
