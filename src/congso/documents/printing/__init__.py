# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is printed of single papers: slips, receipts, labels, and the arrival stamp on a copy."""
