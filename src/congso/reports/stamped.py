# SPDX-License-Identifier: AGPL-3.0-or-later
"""The main file of a paper with its arrival stamp, for print."""

from __future__ import annotations

from congso.documents.enums import FileRole
from congso.documents.models import Document
from congso.documents.printing.stamp import ArrivalStamp, CannotStamp, stamped_copy
from congso.documents.queries_books import code_of
from congso.filestore import queries as store
from congso.filestore.models import Blob
from congso.filestore.store import Absent
from congso.reports import wording
from congso.reports.receivers import NO_FACTS, receiver_facts

PDF = "application/pdf"


class NoPdf(Exception):
    """The paper has no main file that can be stamped."""


def stamped_main_file(document: Document) -> bytes:
    """Return a stamped copy of the main file. Raises NoPdf. The caller has asked the policy."""
    file = document.files.filter(role=FileRole.MAIN, media_type=PDF).first()
    if file is None:
        raise NoPdf
    try:
        with store.open_blob(file.sha256) as stream:
            return stamped_copy(stream.read(), stamp_of(document))
    except (Blob.DoesNotExist, Absent, CannotStamp) as error:
        raise NoPdf from error


def stamp_of(document: Document) -> ArrivalStamp:
    """The six parts of the stamp of a registered paper."""
    facts = receiver_facts([document.pk]).get(document.pk, NO_FACTS)
    return ArrivalStamp(
        agency=document.office.stamp_name or document.office.printed_name,
        number=wording.number(document),
        day=wording.day(document.arrived_on),
        passed_to=facts.lead_name,
        code=code_of(document),
    )
