# SPDX-License-Identifier: AGPL-3.0-or-later
"""Takes the file of a multipart form straight into the staging folder."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from congso.filestore.kinds import Reason, Unacceptable
from congso.filestore.staging_folder import Writer


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
            raise Unacceptable(Reason.ONE_AT_A_TIME)
        self.writer = Writer(expected_size=self.expected_size)
        self.raw_name = self.file_name or ""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Raises Unacceptable above the limit, store.StoreFull."""
        if self.writer is not None:
            self.writer.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:  # type: ignore[type-arg]
        """An empty stand-in for `request.FILES`: the bytes are with `writer`."""
        return UploadedFile(file=io.BytesIO(), name=self.raw_name, size=file_size)

    def drop(self) -> None:
        """Erase what was written, unless it has become a staged file."""
        if self.writer is not None and not self.writer.finished:
            self.writer.abort()
