# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of rights stated a second time, a random world, and the two compared on every road."""
