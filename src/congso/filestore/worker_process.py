# SPDX-License-Identifier: AGPL-3.0-or-later
"""The limited process: `python -m congso.filestore.worker_process TASK ARGUMENTS`.

The file is its standard input. It writes one line of JSON, then the bytes of the result if the task
has any. Before it looks at the file it limits its own time, memory and output, and cuts itself off
the network.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO

from congso.filestore import kinds
from congso.filestore.judge import judge
from congso.filestore.kinds import Reason, Unacceptable
from congso.filestore.worker import pages, texts

_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
Answer = tuple[dict[str, Any], bytes]


def inspect(stream: BinaryIO, *, name: str) -> Answer:
    """The verdict, and the text of the first page where it has a text layer."""
    verdict = judge(stream, name)
    stream.seek(0)
    facts: dict[str, Any] = {
        "media_type": verdict.media_type,
        "extension": verdict.extension,
        "flags": list(verdict.flags),
        "pages": verdict.pages,
        "page_one": None,
        "words": [],
        "scanned": verdict.media_type in kinds.IMAGES,
    }
    with suppress(texts.Unavailable):
        facts["page_one"] = texts.first_text(stream, verdict.media_type)
    if verdict.media_type == kinds.PDF.media_type:
        facts["words"] = pages.words(stream, 1) if facts["page_one"] else []
        facts["scanned"] = pages.is_scan(stream, 1)
    return facts, b""


def text(stream: BinaryIO, *, media_type: str) -> Answer:
    """The text of all pages, and their sizes."""
    try:
        found = texts.texts(stream, media_type)
    except texts.Unavailable:
        return {"error": "unavailable"}, b""
    stream.seek(0)
    return {"texts": found, "sizes": pages.sizes(stream, media_type)}, b""


def picture(
    stream: BinaryIO, *, media_type: str, page: int, width: int | None, form: str, grey: bool
) -> Answer:
    """A page as a picture."""
    image = pages.picture(stream, media_type, page, width=width, grey=grey)
    return {"width": image.width, "height": image.height}, pages.encoded(image, form)


def words(stream: BinaryIO, *, page: int) -> Answer:
    """The words of a PDF page with their places."""
    return {"words": pages.words(stream, page)}, b""


TASKS: dict[str, Callable[..., Answer]] = {
    "inspect": inspect,
    "text": text,
    "picture": picture,
    "words": words,
}


def limit(*, cpu: int, memory: int, output: int) -> None:
    """Set the limits of this process; they cannot be raised again."""
    for kind, value in (
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 256),
    ):
        resource.setrlimit(kind, (value, value))


def cut_off() -> None:
    """Die with the parent, and leave the network where the kernel lets us."""
    libc = ctypes.CDLL(None)
    if sys.platform == "linux":
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if libc.unshare(_CLONE_NEWNET) != 0:
            libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def run(task: str, arguments: dict[str, Any], stream: BinaryIO) -> Answer:
    """Do the task; whatever a hostile file provokes becomes an answer."""
    try:
        return TASKS[task](stream, **arguments)
    except Unacceptable as error:
        return {"error": str(error.reason), "detail": error.detail[:500]}, b""
    except (MemoryError, RecursionError) as error:
        return {"error": str(Reason.TOO_HARD), "detail": repr(error)[:500]}, b""
    except Exception as error:  # noqa: BLE001 (the libraries raise whatever a broken file provokes)
        return {"error": str(Reason.BROKEN), "detail": repr(error)[:500]}, b""


def main(argv: list[str]) -> None:
    given = json.loads(argv[2])
    limit(**given.pop("limits"))
    cut_off()
    with os.fdopen(0, "rb", closefd=False) as stream:
        facts, payload = run(argv[1], given, stream)
    with os.fdopen(1, "wb", closefd=False) as out:
        out.write(json.dumps(facts, ensure_ascii=True).encode() + b"\n" + payload)
    os._exit(0)  # no destructors of native libraries


if __name__ == "__main__":
    main(sys.argv)
