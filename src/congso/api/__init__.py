# SPDX-License-Identifier: AGPL-3.0-or-later
"""REST for other systems and phones. Thin: the same services and queries as the pages."""
