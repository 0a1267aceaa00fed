# SPDX-License-Identifier: AGPL-3.0-or-later
"""The append-only trail of what happened, and the only way to publish an event.

Owns audit entries and their details. `services.record` writes the row in the business transaction
and queues the subscribers, so the trail is also the outbox.
"""
