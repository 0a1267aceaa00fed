# SPDX-License-Identifier: AGPL-3.0-or-later
"""People who sign in: login, password, second factor, sessions, limits on failures.

Owns persons and failed attempts. Knows nothing of units and posts. Verbs: create, change_password,
issue_password, lock, unlock, report_leak.
"""
