# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bodies are refused before Django writes them to the disk."""

import asyncio
import os

import pytest

from congso.filestore import store
from congso.filestore.body_guard import BodyGuard

pytestmark = pytest.mark.unit


def ask(path, *, said=None, chunks=(b"x",), folder="/", other=1000):
    """Send a request through the guard; returns the status and how many bytes the app has seen."""
    seen, answers = [], []
    waiting = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    waiting.append({"type": "http.request", "body": b"", "more_body": False})

    async def app(_scope, receive, send):
        while (message := await receive())["type"] == "http.request":
            seen.append(len(message["body"]))
            if not message["more_body"]:
                await send({"type": "http.response.start", "status": 200})
                return

    async def receive():
        return waiting.pop(0)

    async def send(message):
        answers.append(message)

    headers = [(b"content-length", str(said).encode())] if said is not None else []
    scope = {"type": "http", "path": path, "headers": headers}
    guard = BodyGuard(app, folder=folder, uploads=("/uploads/",), other=other)
    asyncio.run(guard(scope, receive, send))
    return (answers[0]["status"] if answers else None), sum(seen)


@pytest.mark.parametrize(
    ("path", "said", "status"),
    [
        ("/uploads/", 500 << 20, 200),
        ("/uploads/", 502 << 20, 413),
        ("/documents/", 1000, 200),
        ("/documents/", 1001, 413),
        ("/documents/", None, 200),
    ],
)
def test_what_is_said_is_believed_before_anything_is_read(tmp_path, path, said, status):
    answered, seen = ask(path, said=said, folder=tmp_path)

    assert answered == status
    assert seen == (1 if status == 200 else 0)


def test_a_body_without_length_is_cut_off(tmp_path):
    assert ask("/documents/", chunks=[b"x" * 600] * 5, folder=tmp_path) == (None, 600)


def test_without_room_it_is_507(tmp_path, monkeypatch):
    real = os.statvfs

    def nearly_full(path):
        figures = list(real(path))
        figures[4] = int(figures[2] * 0.05) + 1
        return os.statvfs_result(figures)

    monkeypatch.setattr(store.os, "statvfs", nearly_full)

    assert ask("/uploads/", said=5 << 20, folder=tmp_path) == (507, 0)
    assert ask("/uploads/", said=500, folder=tmp_path)[0] == 200  # small forms still pass


@pytest.mark.parametrize("said", ["9" * 5000, "1" * 20, "-1", "5x", "0x10", "", " 7"])
def test_a_length_that_is_none_is_400_and_nothing_is_read(tmp_path, said):
    assert ask("/uploads/", said=said, folder=tmp_path) == (400, 0)
