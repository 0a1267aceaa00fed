# SPDX-License-Identifier: AGPL-3.0-or-later
"""The product put together: settings, addresses, tables of subscriptions and schedules, command."""
