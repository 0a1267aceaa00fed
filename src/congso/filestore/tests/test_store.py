# SPDX-License-Identifier: AGPL-3.0-or-later
"""The store of contents: whole or absent, whatever happens."""

import errno
import hashlib
import io
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from congso.filestore import sandbox, store
from congso.filestore.store import Absent, Damaged, FileStore, StoreFull, store_for

pytestmark = pytest.mark.unit

TEXT = "Sở Nông nghiệp và Môi trường tỉnh Bình Định. ".encode() * 5000
NOISE = random.Random(7).randbytes(3 << 20)


@pytest.fixture
def blobs(tmp_path):
    return FileStore(tmp_path / "tệp")


def files(blobs):
    return [path for path in blobs.root.rglob("*") if path.is_file()]


@pytest.mark.parametrize("data", [b"x", TEXT, NOISE, TEXT + NOISE, NOISE + TEXT * 40])
def test_what_was_put_is_read_back(blobs, data):
    stored = blobs.put(io.BytesIO(data))

    assert stored.sha256 == hashlib.sha256(data).hexdigest()
    assert stored.size == len(data)
    with blobs.open(stored.sha256) as stream:
        assert stream.read() == data
        stream.seek(len(data) // 2)
        assert stream.read(10) == data[len(data) // 2 :][:10]
    assert blobs.verify(stored.sha256)
    assert list(blobs.names()) == [stored.sha256]


def test_text_is_compressed_and_noise_is_not(blobs):
    text, noise = blobs.put(io.BytesIO(TEXT)), blobs.put(io.BytesIO(NOISE))

    sizes = {path.name: path.stat().st_size for path in files(blobs)}
    assert sizes[f"{text.sha256}.zst"] < len(TEXT) / 20
    assert sizes[noise.sha256] == len(NOISE)


def test_putting_twice_keeps_one(blobs):
    assert blobs.put(io.BytesIO(TEXT)) == blobs.put(io.BytesIO(TEXT))
    assert len(files(blobs)) == 1


def test_a_content_that_is_not_as_expected_is_not_kept(blobs):
    with pytest.raises(Damaged):
        blobs.put(io.BytesIO(TEXT), expected="0" * 64)

    assert files(blobs) == []


def test_removed_is_absent(blobs):
    stored = blobs.put(io.BytesIO(TEXT))

    blobs.remove(stored.sha256)
    blobs.remove(stored.sha256)

    assert not blobs.exists(stored.sha256)
    with pytest.raises(Absent):
        blobs.open(stored.sha256)
    assert files(blobs) == []


@pytest.mark.parametrize("data", [TEXT, NOISE])
def test_verify_sees_one_changed_byte(blobs, data):
    stored = blobs.put(io.BytesIO(data))
    path = files(blobs)[0]
    path.chmod(0o600)
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)

    assert blobs.verify(stored.sha256) is False


@pytest.mark.parametrize("name", ["../../etc/passwd", "A" * 64, "", "0" * 63, "0" * 64 + "/x"])
def test_only_hashes_are_names(blobs, name):
    with pytest.raises(ValueError, match="SHA-256"):
        blobs.open(name)


def test_only_known_urls(tmp_path):
    assert isinstance(store_for((tmp_path / "kho lưu").as_uri()), FileStore)
    with pytest.raises(ValueError, match="s3"):
        store_for("s3://bucket/prefix")


def test_below_a_twentieth_of_the_disk_nothing_is_taken(blobs, monkeypatch):
    real = os.statvfs

    def nearly_full(path):
        figures = list(real(path))
        figures[4] = int(figures[2] * 0.049)
        return os.statvfs_result(figures)

    monkeypatch.setattr(store.os, "statvfs", nearly_full)

    with pytest.raises(StoreFull):
        blobs.put(io.BytesIO(TEXT))
    assert files(blobs) == []


def test_no_space_while_flushing_leaves_nothing(blobs, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store.os, "fsync", full)

    with pytest.raises(StoreFull):
        blobs.put(io.BytesIO(NOISE))
    assert files(blobs) == []


def test_a_truly_full_disk_refuses_and_heals(tmp_path, monkeypatch):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = (
        os.geteuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)], capture_output=True
        ).returncode
    )
    if not mounted:
        pytest.skip("only root can mount a small disk")
    monkeypatch.setattr(store, "SPARE", 0)  # or the guard would refuse before the disk does
    try:
        small = FileStore(disk)
        kept = small.put(io.BytesIO(NOISE))
        with pytest.raises(StoreFull):
            small.put(io.BytesIO(NOISE[1:]))
        assert [path.name for path in files(small)] == [kept.sha256]
        small.remove(kept.sha256)
        small.put(io.BytesIO(NOISE[1:]))
    finally:
        subprocess.run(["umount", str(disk)], check=True)


PUT = (
    "import random, sys\n"
    "from pathlib import Path\n"
    "from congso.filestore.store import FileStore\n"
    "FileStore(Path(sys.argv[1])).put(Path(sys.argv[2]))\n"
)


def putting(blobs, path):
    return subprocess.Popen(
        [sys.executable, "-c", PUT, str(blobs.root), str(path)],
        env={"PYTHONPATH": str(sandbox._SOURCE)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_killed_while_writing_the_content_is_absent_or_whole(blobs, tmp_path):
    big = tmp_path / "lớn.bin"
    big.write_bytes(NOISE * 40)
    sha256 = hashlib.sha256(NOISE * 40).hexdigest()
    caught_writing = 0
    for turn in range(6):
        child = putting(blobs, big)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and not _drafts(blobs):
            time.sleep(0.001)
        time.sleep(0.01 * turn)
        child.send_signal(signal.SIGKILL)
        child.wait()
        caught_writing += bool(_drafts(blobs))
        if blobs.exists(sha256):
            assert blobs.verify(sha256)
            blobs.remove(sha256)
        else:
            assert list(blobs.names()) == []
        for draft in _drafts(blobs):
            draft.unlink()
    assert caught_writing > 0
    blobs.put(big)
    assert blobs.verify(sha256)


def _drafts(blobs):
    return list((blobs.root / "tmp").glob("*"))


def test_eight_processes_put_the_same_content(blobs, tmp_path):
    source = tmp_path / "giống nhau.bin"
    source.write_bytes(NOISE)

    children = [putting(blobs, source) for _turn in range(8)]

    assert [child.wait(60) for child in children] == [0] * 8
    assert blobs.verify(hashlib.sha256(NOISE).hexdigest())
    assert len(files(blobs)) == 1


def test_contents_cannot_be_written_to(blobs):
    blobs.put(io.BytesIO(NOISE))

    assert Path(files(blobs)[0]).stat().st_mode & 0o222 == 0
