# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keeps one instance running: the embedded PostgreSQL, then the services, restarted when they fall.

`children` starts processes that never outlive us, `identity` decides as whom PostgreSQL runs,
`postgres` keeps its server, `service` keeps one service, `up` puts them in order.
"""
