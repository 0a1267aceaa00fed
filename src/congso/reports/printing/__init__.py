# SPDX-License-Identifier: AGPL-3.0-or-later
"""Books, minutes and lists as files: templates and the small functions that fill them."""
