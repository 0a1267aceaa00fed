# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every module stands on: actors, policies, lifecycles, jobs, the clock and Vietnamese text.

Owns no data and knows no HTTP. Nothing here imports another module of the product.
"""
