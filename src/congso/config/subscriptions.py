# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who hears what: event verb -> listeners, by dotted name, so that lower modules import nothing."""

WAKE = "congso.notifications.listeners.wake_viewers"

SUBSCRIPTIONS: dict[str, list[str]] = {
    "document.received": [WAKE, "congso.routing.listeners.paper_received"],
    "document.registered": [WAKE, "congso.routing.listeners.paper_registered"],
    "document.corrected": ["congso.routing.listeners.paper_received"],
    "document.joined_into": ["congso.routing.listeners.paper_joined"],
    "document.returned_to_sender": [WAKE, "congso.routing.listeners.paper_returned"],
    "document.distributed": [WAKE],
    "document.finished": [WAKE, "congso.routing.listeners.paper_finished"],
    "document.voided": [WAKE, "congso.routing.listeners.paper_returned"],
    "proposal.present": [WAKE],
    "proposal.hand_to_leader": [WAKE],
    "proposal.return_to_office": [WAKE],
    "proposal.withdraw": [WAKE],
    "direction.confirmed": [WAKE],
    "flow.send": [WAKE],
    "flow.accept": [WAKE],
    "flow.return_flow": [WAKE],
    "flow.forward": [WAKE],
    "flow.take_back": [WAKE],
    "flow.give_opinion": [WAKE],
    "flow.finish": [WAKE],
    "flow.close": [WAKE],
    "flow.reopen": [WAKE],
    "extension.asked": [WAKE],
    "extension.granted": [WAKE],
    "extension.refused": [WAKE],
    "attendance.assigned": [WAKE],
    "attendance.cancelled": [WAKE],
    "duty_turn.assigned": ["congso.routing.listeners.duty_changed"],
}
