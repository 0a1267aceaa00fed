# SPDX-License-Identifier: AGPL-3.0-or-later
"""The main file of a paper with its arrival stamp, for print."""

from __future__ import annotations

from congso.documents.enums import FileRole
from congso.documents.models import Document, DocumentFile
from congso.documents.printing.stamp import ArrivalStamp, CannotStamp, stamped_copy
from congso.documents.queries_books import code_of
from congso.filestore import kinds
from congso.filestore import queries as store
from congso.filestore import services as filestore
from congso.filestore.models import Blob
from congso.filestore.store import Absent
from congso.reports import wording
from congso.reports.receivers import NO_FACTS, receiver_facts

PDF = "application/pdf"
STAMPABLE = (PDF, *kinds.IMAGES)
PRINT_WIDTH = 1600


class NoPdf(Exception):
    """The paper has no main file that can be stamped."""


def stamped_main_file(document: Document) -> bytes:
    """Return a stamped copy of the main file. Raises NoPdf. The caller has asked the policy."""
    file = document.files.filter(role=FileRole.MAIN, media_type__in=STAMPABLE).first()
    if file is None:
        raise NoPdf
    try:
        return stamped_copy(_paper(file), stamp_of(document))
    except (Blob.DoesNotExist, Absent, CannotStamp, filestore.NoPreview) as error:
        raise NoPdf from error


def _paper(file: DocumentFile) -> bytes:
    """A PDF as it came; of a photographed paper the picture of its page."""
    if file.media_type != PDF:
        return filestore.page_image(file.sha256, 1, PRINT_WIDTH).read_bytes()
    with store.open_blob(file.sha256) as stream:
        return stream.read()


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
