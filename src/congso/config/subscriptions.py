# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who hears what: event verb -> listeners, by dotted name, so that lower modules import nothing."""

WAKE = "congso.notifications.listeners.wake_viewers"
TELL = "congso.routing.notices.tell"
HOLDER = "congso.routing.listeners.wake_holder"
END_STREAMS = "congso.notifications.listeners.end_streams"
OFFICE = "congso.administration.listeners"

SUBSCRIPTIONS: dict[str, list[str]] = {
    "document.received": [WAKE, "congso.routing.listeners.paper_received", TELL],
    "document.registered": [
        WAKE,
        "congso.routing.listeners.paper_registered",
        "congso.documents.listeners.paper_registered",
    ],
    "document.left_unregistered": [TELL],
    "document.corrected": ["congso.routing.listeners.paper_received"],
    "document.joined_into": [WAKE, "congso.routing.listeners.paper_joined"],
    "document.returned_to_sender": [WAKE, "congso.routing.listeners.paper_returned"],
    "document.distributed": [WAKE],
    "document.finished": [WAKE, "congso.routing.listeners.paper_finished"],
    "document.voided": [WAKE, "congso.routing.listeners.paper_returned"],
    "document.withdrawn": [WAKE, TELL],
    "proposal.propose": [WAKE],
    "proposal.present": [WAKE, TELL],
    "proposal.hand_to_leader": [WAKE],
    "proposal.return_to_office": [WAKE, TELL],
    "proposal.withdraw": [WAKE],
    "sent_back.send_back": [WAKE, TELL],
    "sent_back.settle": [WAKE],
    "direction.given": [WAKE, TELL],
    "direction.confirmed": [WAKE],
    # A direction with fifty recipients says so once, by direction.given.
    "flow.read": [HOLDER],
    "flow.accept": [WAKE],
    "flow.return_flow": [WAKE, TELL],
    "flow.forward": [WAKE, TELL],
    "flow.take_back": [WAKE, TELL],
    "flow.give_opinion": [WAKE, TELL],
    "flow.finish": [WAKE],
    "flow.close": [WAKE, TELL],
    "flow.reopen": [WAKE, TELL],
    "flow.urged": [TELL],
    "flow.due_soon": [TELL],
    "flow.overdue": [WAKE, TELL],
    "flow.express_unaccepted": [TELL],
    "extension.asked": [WAKE, TELL],
    "extension.granted": [WAKE, TELL],
    "extension.refused": [WAKE, TELL],
    "attendance.assigned": [WAKE, TELL],
    "attendance.cancelled": [WAKE, TELL],
    "registry_office.unattended": ["congso.routing.listeners.registry_unattended"],
    "registry_office.changed": ["congso.documents.listeners.registry_changed"],
    "role.granted": ["congso.documents.listeners.role_granted"],
    "duty_turn.assigned": ["congso.routing.listeners.duty_changed"],
    "person.locked": [END_STREAMS, "congso.api.listeners.end_tokens"],
    "person.session_revoked": [END_STREAMS],
    "person.password_changed": [END_STREAMS],
    "person.password_issued": [END_STREAMS, "congso.api.listeners.end_tokens"],
    "person.second_factor_reset": [END_STREAMS],
    "person.leak_reported": [END_STREAMS, f"{OFFICE}.leak_reported"],
    "account_request.ask": [f"{OFFICE}.request_asked"],
    "account_request.approve": [f"{OFFICE}.request_approved"],
    "account_request.refuse": [f"{OFFICE}.request_refused"],
    "stand_in.appointed": [f"{OFFICE}.stand_in_appointed"],
}
