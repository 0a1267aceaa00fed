# SPDX-License-Identifier: AGPL-3.0-or-later
"""Papers already kept are found by their meeting, the note they came with and their directions.

In batches, each its own transaction: of a million papers the few that have such words are written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db import migrations

from congso.documents.indexing import searchable

BATCH = 2_000


def fill(apps: Any, _editor: Any) -> None:
    """Append the words that were not searched before."""
    entries = apps.get_model("documents", "SearchEntry").objects
    ids = list(entries.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        said, more = defaultdict(list), defaultdict(list)
        for pk, words in _said(apps, batch):
            said[pk].append(searchable(words))
        for pk, words in _more(apps, batch):
            more[pk].append(searchable(words))
        found = list(entries.filter(pk__in=said.keys() | more.keys()))
        for entry in found:
            entry.said = " ".join(filter(None, said[entry.pk]))
            entry.own = " ".join(filter(None, (entry.own, *more[entry.pk], entry.said)))
        entries.bulk_update(found, ("own", "said"), batch_size=200)


def _said(apps: Any, ids: list[int]) -> Iterator[tuple[int, str]]:
    directions = apps.get_model("routing", "Direction").objects.filter(document__in=ids)
    yield from directions.exclude(text="").order_by("pk").values_list("document_id", "text")


def _more(apps: Any, ids: list[int]) -> Iterator[tuple[int, str]]:
    papers = apps.get_model("documents", "Document").objects.filter(pk__in=ids)
    yield from papers.exclude(transfer_note="").values_list("pk", "transfer_note")
    meetings = apps.get_model("documents", "Invitation").objects.filter(document__in=ids)
    for pk, *words in meetings.values_list("document_id", "place", "chair", "invited", "papers"):
        yield pk, " ".join(words)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("documents", "0021_words_said"), ("routing", "0004_clock_stops")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
