# SPDX-License-Identifier: AGPL-3.0-or-later
"""The limited process: what it gives back, and how it dies when a file asks too much."""

import io
import os
import socket
import subprocess
import sys
import time

import pytest
from PIL import Image

from congso.filestore import sandbox
from congso.filestore.kinds import Reason, Unacceptable
from congso.filestore.sandbox import Limits
from congso.filestore.tests import samples

pytestmark = pytest.mark.unit


def picture(data, media_type="application/pdf", **options):
    how = {"page": 1, "width": 800, "form": "webp", "grey": False, **options}
    return sandbox.run("picture", io.BytesIO(data), media_type=media_type, **how)


def test_inspect_tells_kind_pages_and_page_one():
    facts = sandbox.run("inspect", io.BytesIO(samples.pdf(samples.LETTER, ["hai"])), name="a").facts

    assert facts["media_type"] == "application/pdf"
    assert facts["pages"] == 2
    assert facts["page_one"] == "\n".join(samples.LETTER)
    assert facts["scanned"] is False
    assert len(facts["words"]) == sum(len(line.split()) for line in samples.LETTER)


def test_a_page_that_is_one_picture_is_a_scan():
    facts = sandbox.run("inspect", io.BytesIO(samples.scan(samples.LETTER)), name="a").facts

    assert facts["scanned"] is True
    assert facts["page_one"] is None


def test_a_page_becomes_a_webp_of_the_width():
    answer = picture(samples.pdf(samples.LETTER))

    image = Image.open(io.BytesIO(answer.payload))
    assert image.format == "WEBP"
    assert image.width == 800
    assert answer.facts["height"] == image.height == 1132


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "HEIF"])
def test_pictures_become_webp_too(form):
    media_type = {"HEIF": "image/heic"}.get(form, f"image/{form.lower()}")

    answer = picture(samples.image(form, size=(1200, 600)), media_type)

    assert (answer.facts["width"], answer.facts["height"]) == (800, 400)


@pytest.mark.parametrize("page", [0, 2, 10**6])
def test_a_page_that_is_not_there(page):
    with pytest.raises(Unacceptable):
        picture(samples.pdf(samples.LETTER), page=page)


def test_a_pixel_flood_is_refused():
    with pytest.raises(Unacceptable) as refused:
        sandbox.run("inspect", io.BytesIO(samples.pixel_flood()), name="a.png")

    assert refused.value.reason is Reason.TOO_MANY_PIXELS


def test_a_page_of_giant_size_is_drawn_small():
    source = samples.typst.compile(b"#set page(width: 5000mm, height: 5000mm)\nX")

    answer = picture(source, width=None, form="png", grey=True)

    assert answer.facts["width"] <= 6000


def test_a_zip_bomb_is_refused_quickly():
    bomb = io.BytesIO(samples.bomb_word())
    before = time.monotonic()

    with pytest.raises(Unacceptable) as refused:
        sandbox.run("inspect", bomb, name="a.docx")

    assert refused.value.reason is Reason.BOMB
    assert time.monotonic() - before < 10


def test_memory_is_limited():
    flood = samples.image("PNG", size=(7000, 7000))
    assert sandbox.run("inspect", io.BytesIO(flood), name="a.png").facts["pages"] == 1

    with pytest.raises((Unacceptable, sandbox.Stopped)):
        sandbox.run("inspect", io.BytesIO(flood), name="a.png", limits=Limits(memory=260 << 20))


def test_output_is_limited():
    with pytest.raises((Unacceptable, sandbox.Stopped)):
        sandbox.run(
            "text",
            io.BytesIO(b"a" * 500_000),
            media_type="text/plain",
            limits=Limits(output=100_000),
        )


def test_time_is_limited_and_nothing_is_left_running():
    with pytest.raises(sandbox.Stopped):
        sandbox.run("inspect", io.BytesIO(samples.pdf(["x"])), name="a", limits=Limits(wall=0.02))

    running = subprocess.run(["ps", "-eo", "ppid,args"], capture_output=True, text=True, check=True)
    mine = [line for line in running.stdout.splitlines() if line.split()[0] == str(os.getpid())]
    assert not [line for line in mine if "worker_process" in line]


def test_processor_time_is_limited():
    rows = "\n".join(f"<r>{number}</r>" for number in range(1_500_000))
    data = f"<?xml version='1.0'?><a>{rows}</a>".encode()

    with pytest.raises(sandbox.Stopped):
        sandbox.run("inspect", io.BytesIO(data), name="a.xml", limits=Limits(cpu=1))


@pytest.mark.usefixtures("socket_enabled")
def test_the_child_leaves_the_network():
    code = (
        "import os, socket, sys\n"
        "from congso.filestore import worker_process as w\n"
        "w.cut_off()\n"
        "s = socket.socket()\n"
        "s.settimeout(2)\n"
        "print(s.connect_ex(('127.0.0.1', int(sys.argv[1]))))\n"
    )
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = str(server.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-c", code, port],
            capture_output=True, text=True, check=True, env={"PYTHONPATH": str(sandbox._SOURCE)},
        )  # fmt: skip
    if os.geteuid() != 0 and done.stdout.strip() == "0":
        pytest.skip("this kernel lets no ordinary user leave the network")
    assert done.stdout.strip() != "0"
