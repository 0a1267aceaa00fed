# SPDX-License-Identifier: AGPL-3.0-or-later
"""A server that speaks clamd's protocol over a unix socket, with one answer for everything."""

import socket
import struct
import threading


class FakeClamd:
    """`answer` None hangs, empty closes without a word; keeps what it was sent."""

    def __init__(self, path, answer, *, read_limit=None):
        self.address = f"unix:{path}"
        self.answer = answer
        self.read_limit = read_limit
        self.received = []
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(str(path))
        self._server.listen()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self):
        self._over.set()
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(5)

    def _serve(self):
        while True:
            try:
                link, _address = self._server.accept()
            except OSError:
                return
            with link:
                self._talk(link)

    def _talk(self, link):
        command = b""
        while not command.endswith(b"\0"):
            command += link.recv(1)
        if command == b"zPING\0":
            link.sendall(b"PONG\0")
            return
        assert command == b"zINSTREAM\0"
        self.received.append(self._content(link))
        if self.answer is None:
            self._over.wait(10)
        elif self.answer:
            link.sendall(self.answer)

    def _content(self, link):
        data = b""
        while size := struct.unpack("!L", _exactly(link, 4))[0]:
            assert size <= 1 << 16
            data += _exactly(link, size)
            if self.read_limit and len(data) > self.read_limit:
                break
        return data


def _exactly(link, size):
    data = b""
    while len(data) < size:
        data += link.recv(size - len(data))
    return data
