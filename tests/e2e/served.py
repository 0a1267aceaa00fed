# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages served in this process for one block, with nothing of it left behind afterwards."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any
from wsgiref.types import WSGIApplication

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

HOST = "localhost"  # a security key takes this name without a certificate
PATIENCE = 30.0  # seconds an answer may still take when the browser has gone


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Requests are not news."""


class Server(ThreadedWSGIServer):
    """A thread for each connection, all of them known, so that they can be waited for.

    A browser that leaves a page gives up its requests, but their threads go on: in the middle of
    a transaction they hold rows of one table and ask for another. Emptying the tables asks for
    all of them, in another order: a deadlock. So nobody may be at work when that begins.
    """

    def __init__(self, app: WSGIApplication) -> None:
        super().__init__((HOST, 0), _Quiet, ipv6=False)
        self.set_app(app)
        self.taken: list[tuple[threading.Thread, socket.socket]] = []

    def process_request(self, request: Any, client_address: Any) -> None:
        """Take a connection in a thread of its own and remember both."""
        work = threading.Thread(
            target=self.process_request_thread, args=(request, client_address), daemon=True
        )
        self.taken.append((work, request))
        work.start()

    def drain(self) -> None:
        """Take no more, let what was begun come to its end. AssertionError when it does not."""
        self.shutdown()  # when it returns, `taken` grows no more
        self.server_close()
        for _, connection in self.taken:  # a thread that waits for a next request reads an end
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RD)
        for work, _ in self.taken:
            work.join(PATIENCE)
        left = sum(work.is_alive() for work, _ in self.taken)
        assert not left, f"{left} requests were not answered within {PATIENCE:.0f} s"


@contextlib.contextmanager
def served(app: WSGIApplication | None = None) -> Iterator[str]:
    """Serve the product (or another application) for the block; gives the base address."""
    server = Server(app or StaticFilesHandler(WSGIHandler()))  # type: ignore[no-untyped-call]
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.drain()
