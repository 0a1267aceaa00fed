# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is read out of papers and their handling: registers in print, minutes, lists, exports.

Reads documents and routing, changes neither. Owns the runs of exports. Restricted papers are
printed as number, date and "văn bản hạn chế"; the name of a petitioner never leaves by this road.
Verbs: export, print_register.
"""
