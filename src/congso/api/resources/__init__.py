# SPDX-License-Identifier: AGPL-3.0-or-later
"""The operations, one file for each family; thin: one query or service call each."""

from congso.api.resources import (
    acts,
    books,
    desk,
    directions,
    directory,
    documents,
    exports,
    files,
    flows,
    me,
    meetings,
    piles,
    prints,
    proposals,
    registry,
    searches,
    sent_back,
    work_files,
)

# `registry` before `documents`: /documents/unfilled is a word, not an id.
ROUTERS = (
    me.router,
    searches.router,
    directory.router,
    desk.router,
    registry.router,
    books.router,
    piles.router,
    documents.router,
    acts.router,
    files.router,
    prints.router,
    proposals.router,
    sent_back.router,
    directions.router,
    flows.router,
    meetings.router,
    work_files.router,
    exports.router,
)
