# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who hears what: event verb -> listeners, as dotted names, so that lower modules import nothing."""

WAKE = "congso.notifications.listeners.wake_viewers"

SUBSCRIPTIONS: dict[str, list[str]] = {
    "document.received": [WAKE, "congso.routing.listeners.paper_received"],
    "document.registered": [WAKE, "congso.routing.listeners.paper_registered"],
    "document.joined_into": ["congso.routing.listeners.paper_joined"],
    "document.returned_to_sender": [WAKE, "congso.routing.listeners.paper_returned"],
    "document.distributed": [WAKE],
    "document.finished": [WAKE, "congso.routing.listeners.paper_finished"],
    "document.voided": [WAKE, "congso.routing.listeners.paper_returned"],
    "duty_turn.assigned": ["congso.routing.listeners.duty_changed"],
}
