# SPDX-License-Identifier: AGPL-3.0-or-later
"""The contents shown beside a form and on a paper's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from congso.common.actor import Actor
from congso.documents.enums import FileRole
from congso.documents.forms import RegisterForm
from congso.documents.kept_files import KeptFile
from congso.documents.models import Document, DocumentFile
from congso.documents.viewing import ContentView, content_view
from congso.filestore.enums import ScanResult
from congso.filestore.models import Blob
from congso.filestore.queries import blobs_by_hash, get_blob, removed_among
from congso.ui.files import FileView


@dataclass(frozen=True)
class Shown:
    """One content with its name."""

    name: str
    view: ContentView


def of_kept(file: KeptFile) -> Shown | None:
    """An uploaded file of the form; its pages are had by its token."""
    try:
        blob = get_blob(file.sha256)
    except Blob.DoesNotExist:
        return None

    def picture(page: int) -> str:
        return reverse("documents:kept-page", args=[file.token, page])

    return Shown(file.name, content_view(blob, picture))


def of_document(file: DocumentFile, document: Document, *, as_text: bool = False) -> Shown:
    """A file of a saved paper; its pages are had through the paper's right."""
    blob = blobs_by_hash([file.sha256]).get(file.sha256)
    if blob is None:
        return Shown(file.name, ContentView("none"))

    def picture(page: int) -> str:
        return reverse("documents:file-page", args=[document.uuid, file.pk, page])

    def words(page: int) -> str:
        return reverse("documents:file-words", args=[document.uuid, file.pk, page])

    return Shown(file.name, content_view(blob, picture, words, as_text=as_text))


def of_form(actor: Actor, form: RegisterForm, document: Document | None) -> Shown | None:
    """What stands left of the form: the main upload, else the paper's own main file."""
    main = next((file for file in form.kept if file.is_main), None)
    if main is not None:
        return of_kept(main)
    if document is None:
        return None
    own = main_file(document)
    return of_document(own, document) if own else None


def rows_of(document: Document, files: Sequence[DocumentFile] | None = None) -> list[FileView]:
    """The files of a saved paper as lines, in two queries at most."""
    rows = list(document.files.order_by("position", "pk")) if files is None else files
    blobs = blobs_by_hash([file.sha256 for file in rows])
    absent = [file.sha256 for file in rows if file.sha256 not in blobs]
    removed = removed_among(absent) if absent else set()
    return [
        replace(view, note=_("removed as a secret paper")) if file.sha256 in removed else view
        for file in rows
        for view in [_row(document, file, blobs.get(file.sha256))]
    ]


def _row(document: Document, file: DocumentFile, blob: Blob | None) -> FileView:
    return FileView(
        name=file.name,
        size=file.size,
        pages=(blob.page_count or 0) if blob else 0,
        main=file.role == FileRole.MAIN,
        view_url=reverse("documents:viewer", args=[document.uuid, file.pk]),
        download_url=reverse("documents:download", args=[document.uuid, file.pk]),
        scan="off" if blob and blob.scan_state == ScanResult.OFF else "",
        note="" if file.role in (FileRole.MAIN, FileRole.ANNEX) else str(file.get_role_display()),
    )


def main_file(document: Document) -> DocumentFile | None:
    """The file that is shown first."""
    files = list(document.files.all())
    files.sort(key=lambda file: (file.role != FileRole.MAIN, file.position, file.pk))
    return files[0] if files else None
