# SPDX-License-Identifier: AGPL-3.0-or-later
"""Set a template with data as PDF/A.

A template is a typst file of the package, beside the code that fills it; it may import the shared
parts by `#import "/common/printing/templates/official.typ": *`. The data come to it as JSON in
`sys.inputs.data` and are strings there, never markup, so nothing that people typed is run.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import threading
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst
from django.conf import settings
from fontTools.ttLib import TTFont

from congso.common import clock
from congso.common.printing.fonts import FontSource, document_font

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = Path(__file__).resolve().parent / "templates"
UNKNOWN = "\ufffd"
PdfStandard = Literal["a-2b", "a-2u", "a-3b", "1.7"]
REMEMBERED = 10  # compilations after which an unused result is dropped (typst's own figure)

_own = threading.local()


class CannotTypeset(Exception):
    """The template does not compile with these data; the cause says where."""


def typeset(
    template: Path,
    data: Mapping[str, Any],
    *,
    pdf_standard: PdfStandard = "a-2b",
    moment: dt.datetime | None = None,
    tagged: bool = True,
) -> bytes:
    """Return `template` filled with `data` as PDF of `pdf_standard`.

    `data` is JSON-ready; the key "font" is added. `moment` (now) is the date of making in the
    file: the same data and moment give the same bytes. `tagged` keeps the structure for screen
    readers; a part that will be joined to others goes without. Signs that no font at hand draws
    become replacement characters, because PDF/A forbids missing glyphs. Raises CannotTypeset.
    """
    told = {**_normal(data), "font": font().family}
    moment = (moment or clock.now()).astimezone(dt.UTC).replace(microsecond=0)
    try:
        return _compile(template, told, pdf_standard, moment, tagged)
    except typst.TypstError:
        pass  # most often a sign outside all fonts; said again plainly if it was something else
    try:
        return _compile(template, _drawable(told), pdf_standard, moment, tagged)
    except typst.TypstError as error:
        raise CannotTypeset(f"{template.name}: {error.message}") from error


def _compile(
    template: Path, data: Any, pdf_standard: PdfStandard, moment: dt.datetime, tagged: bool
) -> bytes:
    result = _compiler(template).compile(
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=[pdf_standard],
        timestamp=moment,
        pdf_tags=tagged,
    )
    if not isinstance(result, bytes):
        raise CannotTypeset(f"{template.name}: no single file")
    return result


def _compiler(template: Path) -> typst.Compiler:
    """One compiler a thread and template: a compiler serves one caller at a time."""
    kept: dict[Path, typst.Compiler] = _own.__dict__.setdefault("compilers", {})
    if template not in kept:
        kept[template] = typst.Compiler(template, root=ROOT, font_paths=_fonts())
    return kept[template]


def release() -> None:
    """Let go of what the typesetter remembers of earlier files.

    It keeps results for a while, to be quick with the next like one: a hundred megabytes for a
    thousand lines. Between the parts of a long book this keeps memory level.
    """
    for _turn in range(REMEMBERED + 1):
        _compiler(TEMPLATES / "empty.typ").compile(format="pdf")


def font() -> FontSource:
    """The document font of this machine; made ready once in the data directory."""
    return _font(settings.CONGSO_ENV.data.data_dir / "fonts")


@lru_cache(maxsize=4)
def _font(cache: Path) -> FontSource:
    cache.mkdir(mode=0o700, parents=True, exist_ok=True)
    return document_font(cache)


def _fonts() -> typst.Fonts:
    return _loaded(font())


@lru_cache(maxsize=4)
def _loaded(source: FontSource) -> typst.Fonts:
    folders = [source.directory] if source.directory is not None else []
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)


def _forget() -> None:
    """After a fork: the threads of the typesetter did not come along."""
    _own.__dict__.clear()
    _loaded.cache_clear()


os.register_at_fork(after_in_child=_forget)


def _normal(value: Any) -> Any:
    """Text in composed form and without lone surrogates, dates and the like as text."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.encode("utf-8", "replace").decode())
    if isinstance(value, Mapping):
        return {str(key): _normal(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_normal(item) for item in value]
    return value if value is None or isinstance(value, (bool, int, float)) else _normal(str(value))


def _drawable(value: Any) -> Any:
    """The same with signs outside the document font replaced."""
    if isinstance(value, str):
        return value.translate(_coverage(font()))
    if isinstance(value, dict):
        return {key: _drawable(item) for key, item in value.items()}
    return [_drawable(item) for item in value] if isinstance(value, list) else value


class _Coverage(dict[int, str]):
    """Code point → itself where the font draws it, else the replacement."""

    def __init__(self, drawn: frozenset[int]) -> None:
        super().__init__()
        self.drawn = drawn

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        keep = code in self.drawn or sign in "\n\r\t\u2011\u200b\u200d"
        self[code] = sign if keep else UNKNOWN
        return self[code]


@lru_cache(maxsize=4)
def _coverage(source: FontSource) -> _Coverage:
    if source.directory is None:
        return _Coverage(frozenset(range(0x20, 0x250)) | frozenset(range(0x1EA0, 0x1EFA)))
    files = sorted(source.directory.glob("*Regular.ttf")) + sorted(
        source.directory.glob("*400-normal.ttf")
    )
    with TTFont(files[0], lazy=True) as opened:
        return _Coverage(frozenset(opened.getBestCmap()))
