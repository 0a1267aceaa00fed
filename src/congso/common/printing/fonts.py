# SPDX-License-Identifier: AGPL-3.0-or-later
"""A Times-metric font for official papers (Decree 30/2020/NĐ-CP, Annex I: Times New Roman).

The npm package ``@fontsource/tinos`` (Apache-2.0) ships the font as woff2 files cut by script. Here
the Latin, extended Latin and Vietnamese cuts of each style are merged into one TTF, once, in a
cache folder of the caller. Without the package the system's Liberation Serif, which has the same
widths, serves; without that the typesetter's own embedded font.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fontTools.merge import Merger, Options
from fontTools.ttLib import TTFont

PACKAGE_FILES = Path("frontend/node_modules/@fontsource/tinos/files")
STYLES = ("400-normal", "400-italic", "700-normal", "700-italic")
SUBSETS = ("latin", "latin-ext", "vietnamese")
LIBERATION_DIRS = (
    Path("/usr/share/fonts/truetype/liberation"),
    Path("/usr/share/fonts/truetype/liberation2"),
    Path("/usr/share/fonts/liberation-serif"),
    Path("/usr/share/fonts/liberation"),
)


@dataclass(frozen=True, slots=True)
class FontSource:
    """Where the document font is: ``directory`` is None for the typesetter's embedded font."""

    family: str
    directory: Path | None
    origin: str


def default_tinos_files() -> Path:
    """Return the folder of the npm package below the project's root (it may not exist)."""
    return Path(__file__).resolve().parents[4] / PACKAGE_FILES


def document_font(cache_dir: Path, files: Path | None = None) -> FontSource:
    """Return the best document font on this machine, building the Tinos files when needed.

    ``origin`` says which of the three was taken: "tinos", "liberation" or "embedded".
    """
    try:
        return FontSource("Tinos", tinos_fonts_dir(cache_dir, files), "tinos")
    except FileNotFoundError:
        return _system_font()


def _system_font() -> FontSource:
    for folder in LIBERATION_DIRS:
        if (folder / "LiberationSerif-Regular.ttf").is_file():
            return FontSource("Liberation Serif", folder, "liberation")
    return FontSource("Libertinus Serif", None, "embedded")


def tinos_fonts_dir(cache_dir: Path, files: Path | None = None) -> Path:
    """Return a folder with the four merged Tinos TTF files, built once in ``cache_dir``.

    Takes the folder of woff2 files (default: the npm package of the project). Raises
    FileNotFoundError when the folder with the woff2 files is missing or not complete.
    """
    target = cache_dir / "tinos"
    if all(_merged_file(target, style).is_file() for style in STYLES):
        return target
    source = files if files is not None else default_tinos_files()
    target.mkdir(parents=True, exist_ok=True)
    for style in STYLES:
        _merge_style(source, style, _merged_file(target, style))
    return target


def _merged_file(folder: Path, style: str) -> Path:
    return folder / f"Tinos-{style}.ttf"


def _merge_style(source: Path, style: str, target: Path) -> None:
    parts = [source / f"tinos-{subset}-{style}.woff2" for subset in SUBSETS]
    missing = [part.name for part in parts if not part.is_file()]
    if missing:
        raise FileNotFoundError(f"{source}: {', '.join(missing)}")
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        unpacked = [_unpack(part, Path(scratch)) for part in parts]
        merged = Merger(options=Options(drop_tables=["GSUB", "GPOS", "GDEF"])).merge(unpacked)
        finished = Path(scratch) / target.name
        merged.save(finished)
        os.replace(finished, target)  # a reader never sees half a font


def _unpack(part: Path, scratch: Path) -> str:
    font = TTFont(part, recalcTimestamp=False)
    font.flavor = None
    for table in ("GSUB", "GPOS", "GDEF", "DSIG", "prep", "fpgm", "cvt ", "gasp"):
        if table in font:
            del font[table]
    for name in font.getGlyphOrder():  # programs without the tables they call are of no use
        font["glyf"][name].removeHinting()
    unpacked = scratch / f"{part.stem}.ttf"
    font.save(unpacked)
    return str(unpacked)
