# SPDX-License-Identifier: AGPL-3.0-or-later
"""In the trail of a paper of a past book: who let it come in, from which file."""

from __future__ import annotations

from django.utils.translation import gettext as _

from congso.documents.models import Document
from congso.documents.trail import Sentence, Told
from congso.operations.models import ImportRow
from congso.operations.registers.events import ImportStarted


def _imported(told: Told) -> str:
    return _("entered it from the old register “%(file)s”") % {"file": told.after.get("file", "")}


# Not for each batch: the start of the run is the act of a person.
SENTENCES: dict[str, Sentence] = {ImportStarted.verb: _imported}


def sources(document: Document) -> dict[str, list[int]]:
    """The import that wrote the paper; nothing is asked for a paper of a living book."""
    if document.book is None or not document.book.is_imported:
        return {}
    rows = ImportRow.objects.filter(document=document)
    return {"import_run": list(rows.values_list("run_id", flat=True).distinct())}
