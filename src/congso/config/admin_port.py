# SPDX-License-Identifier: AGPL-3.0-or-later
"""The admin port: ``/metrics`` for Prometheus and ``/health`` in detail, on this machine only.

It listens on 127.0.0.1 whatever CONGSO_BIND says, and answers to names of this machine alone, so
that no page of the network can ask a browser here for it.
"""

from __future__ import annotations

import json
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from congso.config import figures
from congso.config.env import Env
from congso.config.health import OK

ADDRESS = "127.0.0.1"
NAMES = {"127.0.0.1", "localhost", "[::1]"}
TEXT = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = 10.0


def listen(port: int) -> socket.socket:
    """A listening socket on the loopback address. Raises OSError when the port is taken."""
    return socket.create_server((ADDRESS, port), backlog=16)


class _Handler(BaseHTTPRequestHandler):
    server: AdminServer
    timeout = SECONDS

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if self.headers.get("Host", "").rpartition(":")[0] not in NAMES:
            self._answer(421, "text/plain", "Ask by a name of this machine.\n")
        elif path == "/metrics":
            self._answer(200, TEXT, figures.as_text(self.server.env))
        elif path in {"/health", "/healthz"}:
            found = figures.standing(self.server.env)
            status = 200 if found["status"] == OK else 503
            self._answer(status, "application/json", json.dumps(found) + "\n")
        else:
            self._answer(404, "text/plain", "/metrics, /health\n")

    def _answer(self, status: int, kind: str, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: a scrape every few seconds is no news."""


class AdminServer(ThreadingHTTPServer):
    """Answers on a socket that listens already."""

    daemon_threads = True

    def __init__(self, env: Env, listening: socket.socket) -> None:
        super().__init__(listening.getsockname()[:2], _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self.env = env
