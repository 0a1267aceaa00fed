# SPDX-License-Identifier: AGPL-3.0-or-later
"""Official papers: documents, books, numbering, files of a paper, arrivals by several roads.

Owns what a paper is and where its number comes from; not who handles it (routing). Verbs:
receive, register, correct, join, return_to_sender, distribute, finish, void, restrict.
"""
