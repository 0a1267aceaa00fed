# SPDX-License-Identifier: AGPL-3.0-or-later
"""What narrows a list of papers by who has the work, who directed it and until when it is due.

Each is asked in SQL, since the search is one statement. OFFSET 0 keeps the probe a look into the
index for each paper walked; without it the planner gathers all papers of a leader first.
"""

# ruff: noqa: S608 (the parts are constants of this file)
from __future__ import annotations

from congso.documents.search import Narrow

_LEADS = "f.role = 'lead' AND f.parent_id IS NULL"
_IN_CHARGE = (
    f"f.unit_id = %(unit_id)s AND {_LEADS} "
    "AND f.state IN ('sent', 'accepted', 'in_progress', 'done')"
)
_BETWEEN = "BETWEEN (%(deadline)s::timestamptz[])[1] AND (%(deadline)s::timestamptz[])[2]"
# Work that runs, and papers that nobody has been given yet: few, whatever the archive holds.
_DUE = f"""d.clock_stopped_at IS NULL AND d.id IN (
    SELECT f.document_id FROM routing_flow f
     WHERE {_LEADS} AND f.state IN ('sent', 'accepted', 'in_progress') AND f.due_at {_BETWEEN}
    UNION ALL
    SELECT p.id FROM documents_document p WHERE p.state = 'received' AND p.due_at {_BETWEEN}
    UNION ALL
    SELECT p.id FROM documents_document p WHERE p.state = 'registered' AND p.due_at {_BETWEEN})"""

NARROWS = (
    Narrow(
        "unit_id",
        f"EXISTS (SELECT 1 FROM routing_flow f WHERE f.document_id = d.id AND {_IN_CHARGE}"
        " OFFSET 0)",
        f"d.id IN (SELECT f.document_id FROM routing_flow f WHERE {_IN_CHARGE})",
    ),
    Narrow(
        "leader_id",
        "EXISTS (SELECT 1 FROM routing_direction r WHERE r.document_id = d.id"
        " AND r.parent_flow_id IS NULL AND %(leader_id)s IN (r.author_id, r.acting_for_id)"
        " OFFSET 0)",
        "d.id IN (SELECT r.document_id FROM routing_direction r"
        " WHERE r.author_id = %(leader_id)s AND r.parent_flow_id IS NULL"
        " UNION ALL SELECT r.document_id FROM routing_direction r"
        " WHERE r.acting_for_id = %(leader_id)s AND r.parent_flow_id IS NULL)",
    ),
    Narrow("deadline", _DUE, _DUE, is_few=True),
)
