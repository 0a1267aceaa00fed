# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said on a paper in other modules becomes words by which it is found."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat

from congso.documents.indexing import searchable, without_name
from congso.documents.models import Complainant, SearchEntry


@transaction.atomic
def add_said(document_id: int, text: str) -> None:
    """Make search find the paper by one more direction on it; directions never change (B-07).

    For acts of other modules, which have asked the right. Who may see the whole paper sees them.
    The name of a complainant is left out.
    """
    by = Complainant.objects.filter(document=document_id).values_list("name", flat=True).first()
    if words := without_name(searchable(text), by or "").strip():
        SearchEntry.objects.filter(document=document_id).update(
            said=Concat("said", Value(f" {words}")), own=Concat("own", Value(f" {words}"))
        )
