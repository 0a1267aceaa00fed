# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking clamd about a file (SECURITY.md 8): only an exact `stream: OK` is clean.

clamd must run with AlertExceedsMax and AlertEncrypted, and with limits no smaller than ours; the
manual says so and `doctor` looks.
"""

from __future__ import annotations

import enum
import re
import socket
import struct
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

TIMEOUT = 30.0
_CHUNK = 1 << 16
_REPLY_LIMIT = 4096


class ScanState(enum.StrEnum):
    """What clamd said. Everything but CLEAN keeps the file away from people."""

    CLEAN = "clean"
    INFECTED = "infected"
    LIMIT = "limit"
    ENCRYPTED = "encrypted"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class ScanVerdict:
    """The state and clamd's own words for it (a signature or an error)."""

    state: ScanState
    words: str = ""


class ScannerAway(Exception):
    """clamd does not answer: files wait."""


class Clamd:
    """A client for one address: `unix:/run/clamd.ctl`, `tcp:host:port` or a plain path."""

    def __init__(self, address: str, *, timeout: float = TIMEOUT) -> None:
        self.address = address
        self.timeout = timeout

    def ping(self) -> bool:
        """Whether clamd answers."""
        try:
            with self._connect() as link:
                link.sendall(b"zPING\0")
                return _reply(link) == "PONG"
        except (OSError, ScannerAway):
            return False

    def version(self) -> str:
        """Program and signature version. Raises ScannerAway."""
        try:
            with self._connect() as link:
                link.sendall(b"zVERSION\0")
                return _reply(link)
        except OSError as error:
            raise ScannerAway(str(error)) from error

    def scan(self, stream: BinaryIO) -> ScanVerdict:
        """Send the content and return the verdict. Raises ScannerAway."""
        try:
            with self._connect() as link:
                # clamd closes early beyond its limit; what it said before is still to be read.
                with suppress(BrokenPipeError, ConnectionResetError):
                    _send(link, stream)
                return verdict_of(_reply(link))
        except OSError as error:
            raise ScannerAway(str(error)) from error

    def _connect(self) -> socket.socket:
        kind, _colon, place = self.address.partition(":")
        if kind == "tcp":
            host, _colon, port = place.rpartition(":")
            link = socket.create_connection((host.strip("[]"), int(port)), self.timeout)
        else:
            path = place if kind == "unix" else self.address
            link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            link.settimeout(self.timeout)
            try:
                link.connect(str(Path(path)))
            except OSError:
                link.close()
                raise
        return link


def verdict_of(reply: str) -> ScanVerdict:
    """What a reply to INSTREAM means; whatever is not known is an error, never clean."""
    if reply == "stream: OK":
        return ScanVerdict(ScanState.CLEAN)
    found = re.fullmatch(r"stream: (.+) FOUND", reply)
    if found is None:
        limit = "size limit exceeded" in reply
        return ScanVerdict(ScanState.LIMIT if limit else ScanState.ERROR, reply)
    signature = found[1]
    if signature.startswith("Heuristics.Limits.Exceeded"):
        return ScanVerdict(ScanState.LIMIT, signature)
    if signature.startswith("Heuristics.Encrypted"):
        return ScanVerdict(ScanState.ENCRYPTED, signature)
    return ScanVerdict(ScanState.INFECTED, signature)


def _send(link: socket.socket, stream: BinaryIO) -> None:
    link.sendall(b"zINSTREAM\0")
    while chunk := stream.read(_CHUNK):
        link.sendall(struct.pack("!L", len(chunk)) + chunk)
    link.sendall(struct.pack("!L", 0))


def _reply(link: socket.socket) -> str:
    """The reply up to its closing NUL. Raises ScannerAway when there is none."""
    data = b""
    while not data.endswith(b"\0") and len(data) < _REPLY_LIMIT:
        try:
            part = link.recv(1024)
        except ConnectionResetError:
            part = b""
        if not part:
            break
        data += part
    if not data:
        raise ScannerAway("no reply")
    return data.rstrip(b"\0\r\n").decode("utf-8", "replace")
