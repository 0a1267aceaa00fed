# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a paper goes and who holds it now: proposals, directions, recipient flows, deadlines.

Owns what the Office proposes, what leaders direct, the flow of every recipient with its state,
opinions, extensions, reminders and who attends a meeting; not what the paper is (documents).
A paper is handled when its lead flows are. Verbs of proposals: draft, propose, present, agree,
direct, enter_direction, hand_to_leader, return_to_office, send_straight, withdraw. Verbs of
flows: send, read, accept, start, assign, return_flow, forward, take_back, give_opinion, finish,
close, reopen.
"""
