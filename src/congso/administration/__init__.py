# SPDX-License-Identifier: AGPL-3.0-or-later
"""Screens of the Office: first set-up, accounts and requests, units, duties, working time.

Each setting is owned by the module it steers; here are the pages, and the requests about accounts
which the Office checks before they are applied (Regulation, Article 7.3). Verbs: ask, approve,
refuse, withdraw, set_up, issue_slips, import_people.
"""
