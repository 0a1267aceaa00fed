# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stands before Django under ASGI, which writes a whole request to the disk before any view.

Too large a body is answered with 413, and one for which there is no room with 507, before it is
read; a length that is none with 400; a body that grows past its limit without having said so is
cut off.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from congso.filestore.kinds import MAX_SIZE
from congso.filestore.store import StoreFull, require_room

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]
_FORM = 1 << 20  # what a multipart form adds to its file
_DIGITS = 19  # of the longest length that any machine can mean
OTHER_LIMIT = 30 << 20


class BodyGuard:
    """`BodyGuard(app, folder=…, uploads=("/uploads/",))`: uploads up to 500 MB, the rest 30 MB.

    `folder` is one on the disk that bodies and files are written to.
    """

    def __init__(
        self, app: App, *, folder: Path, uploads: tuple[str, ...], other: int = OTHER_LIMIT
    ) -> None:
        self.app = app
        self.folder = folder
        self.uploads = uploads
        self.other = other

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = MAX_SIZE + _FORM if scope["path"].startswith(self.uploads) else self.other
        said = _content_length(scope)
        if said is None:
            await _refuse(send, 400)
        elif said > limit:
            await _refuse(send, 413)
        elif said > _FORM and not self._has_room(said):
            await _refuse(send, 507)
        else:
            await self.app(scope, _Counted(receive, limit), send)

    def _has_room(self, size: int) -> bool:
        try:
            # Once for the body that Django writes, once for the file.
            require_room(self.folder, 2 * size)
        except (StoreFull, FileNotFoundError):
            return not self.folder.exists()
        return True


class _Counted:
    """Passes messages on until the body is over its limit; then the client is as good as gone."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self.receive = receive
        self.left = limit

    async def __call__(self) -> Message:
        message = await self.receive()
        if message["type"] == "http.request":
            self.left -= len(message.get("body", b""))
            if self.left < 0:
                return {"type": "http.disconnect"}
        return message


def _content_length(scope: Message) -> int | None:
    """What the request says of its length: 0 when it says nothing, None when that is no length.

    Lengths that differ are two requests in one (RFC 9110, 8.6).
    """
    said = {value for name, value in scope.get("headers", ()) if name == b"content-length"}
    if not said:
        return 0
    value = said.pop()
    if said or not value.isdigit() or len(value) > _DIGITS:
        return None
    return int(value)


async def _refuse(send: Send, status: int) -> None:
    body = json.dumps({"status": status}).encode()
    headers = [(b"content-type", b"application/problem+json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
