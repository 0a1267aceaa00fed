# SPDX-License-Identifier: AGPL-3.0-or-later
"""Official papers: documents, books, numbering, files of a paper, arrivals by several roads.

Owns what a paper is and where its number comes from; not who handles it (routing). Verbs:
receive, register, claim, correct, join, join_into, return_to_sender, void, annex, restrict, widen,
send_to_office, distribute, finish, reopen; of numbers taken before the content: take, complete,
scan; of books: open, close, insert, take_block, reserve_paper_numbers; of envelopes: pass_on.
"""
