# SPDX-License-Identifier: AGPL-3.0-or-later
"""Old registers from Excel (B-68): read, mapped, tried without writing, imported in batches.

Owns runs of imports with their rows and scans. Papers and books are documents'. Verbs: check,
start, cancel, resume, finish, undo, discard.
"""
