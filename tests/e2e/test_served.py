# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a test ends, nothing that it served is still at work on the database."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.e2e import served as server_module
from tests.e2e.served import served

pytestmark = [pytest.mark.unit]


class Slow:
    """An application in the middle of its work when the browser leaves."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.begun, self.ended = threading.Event(), threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.begun.set()
        threading.Event().wait(self.seconds)
        start_response("200 OK", [("Content-Length", "2")])
        self.ended.set()
        return [b"ok"]


def ask(address: str) -> socket.socket:
    place = urlsplit(address)
    line = socket.create_connection((place.hostname or "", place.port or 0))
    line.sendall(f"GET / HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode())
    return line


def test_a_request_given_up_comes_to_its_end(socket_enabled: None) -> None:
    app = Slow(0.7)
    with served(app) as address:
        line = ask(address)
        assert app.begun.wait(5)
        line.close()  # the browser leaves the page
        assert not app.ended.is_set()
    assert app.ended.is_set()


def test_an_idle_connection_does_not_hold_the_end(socket_enabled: None) -> None:
    app = Slow(0)
    with served(app) as address:
        line = ask(address)
        line.settimeout(5)
        answer = b""
        while not answer.endswith(b"ok"):
            answer += line.recv(4096)
    assert line.recv(4096) == b""  # kept open by us, ended by the server


def test_what_never_ends_is_said(socket_enabled: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "PATIENCE", 0.2)
    app = Slow(2)
    server = server_module.Server(app)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    ask(f"http://{server_module.HOST}:{server.server_port}")
    assert app.begun.wait(5)
    with pytest.raises(AssertionError, match="1 requests were not answered"):
        server.drain()
