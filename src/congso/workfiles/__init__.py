# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work files (hồ sơ công việc): papers and what was done with them, kept together.

Owns files and their contents by reference; a paper may lie in several. The smallest form today:
open one, put papers in, finish a flow into it, close. Verbs: open, put_in, take_out, close, reopen.
"""
