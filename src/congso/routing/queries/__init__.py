# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every read of proposals, directions and flows: desks, the tree of a paper, suggestions."""
