# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules the sources keep: nothing inline in templates, every text translated, icons that exist."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

pytestmark = pytest.mark.unit
UI = Path(__file__).resolve().parent.parent
PRODUCT = UI.parent
TAG = re.compile(r"\{[%{#].*?[%}#]\}", re.DOTALL)
CATALOGUE = PRODUCT / "locale" / "vi" / "LC_MESSAGES" / "parts" / "ui.po"


def web_templates():
    return [path for path in PRODUCT.rglob("templates/**/*.html") if "mail" not in path.parts]


def test_templates_have_no_inline_style_or_handler():
    found = [
        f"{path.relative_to(PRODUCT)}: {match[0].strip()}"
        for path in web_templates()
        for match in re.finditer(
            r"""\s(?:style|on[a-z]+|hx-on[:\w-]*)\s*=\s*["']|<style|<script(?![^>]*\ssrc=)""",
            TAG.sub("", path.read_text("utf-8")),
        )
    ]
    assert web_templates()
    assert found == []


def messages():
    for path in UI.rglob("*.html"):
        text = path.read_text("utf-8")
        for match in re.finditer(r'\{%\s*translate\s+"([^"]+)"(?:\s+context\s+"([^"]+)")?', text):
            yield match[2], match[1]
        for match in re.finditer(
            r"\{%\s*blocktranslate[^%]*%\}(.*?)\{%\s*endblocktranslate", text, re.DOTALL
        ):
            yield None, re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", match[1]).split("{%")[0]
    for path in UI.rglob("*.py"):
        if "tests" not in path.parts:
            yield from _calls(ast.parse(path.read_text("utf-8")))


def _calls(tree):
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", "")
        texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
        if name in ("_", "gettext_lazy", "ngettext") and texts:
            yield None, texts[0]
        elif name in ("pgettext", "pgettext_lazy") and texts:
            yield texts[0], texts[1]


def test_every_text_has_its_vietnamese():
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="vi")
    missing = []
    for context, text in set(messages()):
        message = catalogue.get(text, context)
        if message is None or not message.string or message.fuzzy:
            missing.append((context, text))
    assert missing == []


def test_placeholders_are_the_same_in_both_languages():
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="vi")
    for message in catalogue:
        if not message.id:
            continue
        source = message.id[-1] if isinstance(message.id, tuple) else message.id
        target = message.string[-1] if isinstance(message.string, tuple) else message.string
        pattern = r"%\(\w+\)s|\{\w+\}"
        assert sorted(re.findall(pattern, source)) == sorted(re.findall(pattern, target)), source
