# SPDX-License-Identifier: AGPL-3.0-or-later
"""Takes the file of a multipart form straight into the staging folder."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from congso.filestore.kinds import Reason, Unacceptable
from congso.filestore.staging_folder import Writer

FIELD = "file"


class StagedUpload(UploadedFile):  # type: ignore[type-arg]  (generic for the checker only)
    """A file that lies in the staging folder already."""

    def __init__(self, writer: Writer, name: str) -> None:
        super().__init__(file=None, name=name, size=writer.size)
        self.writer = writer
        self.raw_name = name  # `name` loses what Django does not like in a path


class StagingHandler(FileUploadHandler):
    """Writes each chunk as it comes. One file for each request: a second is not accepted."""

    chunk_size = 1 << 18

    def __init__(self, request: HttpRequest, *, expected_size: int) -> None:
        super().__init__(request)
        self.expected_size = expected_size
        self.writer: Writer | None = None
        self.raw_name = ""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins. Raises Unacceptable for a second one, store.StoreFull."""
        super().new_file(*args, **kwargs)
        if self.writer is not None:
            raise Unacceptable(Reason.TOO_LARGE, "more than one file in a request")
        self.writer = Writer(expected_size=self.expected_size)
        self.raw_name = self.file_name or ""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Raises Unacceptable above the limit, store.StoreFull."""
        if self.writer is not None:
            self.writer.write(raw_data)

    def file_complete(self, file_size: int) -> StagedUpload | None:
        return StagedUpload(self.writer, self.raw_name) if self.writer else None

    def upload_interrupted(self) -> None:
        self.drop()

    def drop(self) -> None:
        """Erase what was written, unless it has become a staged file."""
        if self.writer is not None and not self.writer.finished:
            self.writer.abort()
