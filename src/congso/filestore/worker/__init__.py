# SPDX-License-Identifier: AGPL-3.0-or-later
"""What opens files, inside the limited subprocess only: texts, page images, words on a page.

No Django, no database. Each function takes the file as a seekable stream.
"""
