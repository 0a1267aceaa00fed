# SPDX-License-Identifier: AGPL-3.0-or-later
"""The operations, one file for each family; thin: one query or service call each."""

from congso.api.resources import (
    acts,
    desk,
    directions,
    directory,
    documents,
    exports,
    files,
    flows,
    me,
    meetings,
    proposals,
    registry,
    work_files,
)

# `registry` before `documents`: /documents/unfilled is a word, not an id.
ROUTERS = (
    me.router,
    directory.router,
    desk.router,
    registry.router,
    documents.router,
    acts.router,
    files.router,
    proposals.router,
    directions.router,
    flows.router,
    meetings.router,
    work_files.router,
    exports.router,
)
