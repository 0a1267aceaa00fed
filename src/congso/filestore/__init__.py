# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files: content-addressed contents, the staging folder before them, their text and page images.

An upload first lies in the staging folder, where it is judged by its content, scanned for viruses
and its first page is read for a secret mark; only then is it kept. A kept content is named by its
SHA-256, never changes, and may belong to many papers. Whoever hands contents out checks the right
first: this module knows contents, not who may read them. Everything that opens a file does so in
a limited subprocess (`sandbox`, `worker`). Verbs: stage, check, confirm_no_secret_mark, keep,
discard, request_removal, confirm_removal.
"""
