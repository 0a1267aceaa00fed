# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every page of the manual leads somewhere: links and pictures name files that exist."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*$", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
ELSEWHERE = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
PAGES = sorted([*REPOSITORY.glob("docs/**/*.md"), *REPOSITORY.glob("README*.md")])


def links(text: str) -> list[str]:
    """The targets of links and pictures in this repository; code is no link."""
    found = LINK.findall(CODE.sub("", FENCE.sub("", text)))
    return [target for target in found if not ELSEWHERE.match(target)]


def anchors(text: str) -> set[str]:
    """The anchors of the headings of a page."""
    names = (re.sub(r"[^\w\- ]", "", name.lower()) for name in HEADING.findall(text))
    return {name.replace(" ", "-") for name in names}


def broken(page: Path, text: str) -> list[str]:
    """The links of a page that lead nowhere."""
    return [target for target in links(text) if not leads_somewhere(page, target)]


def leads_somewhere(page: Path, target: str) -> bool:
    """Whether the file is in the repository and has the heading that is named."""
    name, _, anchor = unquote(target).partition("#")
    file = (page.parent / name).resolve() if name else page
    if not file.is_relative_to(REPOSITORY) or not file.exists():
        return False
    return not anchor or file.suffix != ".md" or anchor in anchors(file.read_text("utf-8"))


@pytest.mark.unit
@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_links_and_pictures_exist(page: Path) -> None:
    assert broken(page, page.read_text("utf-8")) == []


@pytest.mark.unit
def test_a_broken_link_is_found() -> None:
    page = REPOSITORY / "docs" / "vi" / "README.md"
    text = "![x](../screens/khong-co.png) [y](../../LICENSE) `[z](no.md)` [w](https://a.vn/b)"
    assert broken(page, text) == ["../screens/khong-co.png"]
    assert broken(page, "[y](../../README.md#khong-co)") == ["../../README.md#khong-co"]


@pytest.mark.unit
def test_pictures_of_the_manual_are_small() -> None:
    sizes = [file.stat().st_size for file in REPOSITORY.glob("docs/screens/*")]
    assert sizes
    assert max(sizes) < 150_000
    assert sum(sizes) < 1_500_000


@pytest.mark.unit
def test_both_languages_have_the_same_pages() -> None:
    pairs = {
        "nguoi-dung": "user", "quan-tri": "admin", "van-hanh": "operate",
        "van-thu": "clerk", "chuyen-vien": "officer", "truong-phong": "head",
        "lanh-dao": "leader", "van-phong": "office", "tai-khoan": "accounts",
        "to-chuc": "organisation", "nhap-so-cu": "old-registers", "cai-dat": "install",
        "cau-hinh": "settings",
    }  # fmt: skip

    def pages(language: str) -> set[str]:
        folder = REPOSITORY / "docs" / language
        return {str(page.relative_to(folder).with_suffix("")) for page in folder.glob("**/*.md")}

    translated = {
        "/".join(pairs.get(part, part) for part in page.split("/")) for page in pages("vi")
    }
    assert translated == pages("en")
