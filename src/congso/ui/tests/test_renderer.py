# SPDX-License-Identifier: AGPL-3.0-or-later
"""The plain controls are written as Django's templates write them."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from congso.ui.renderer import WRITTEN, Renderer

AWKWARD = "Nguyễn <b>“Thị”</b> & 'Ấm'"
CHOICES = [
    ("", "---"), (1, AWKWARD), ("Nhóm <1>", [(2, "hai"), ("ba", mark_safe("<i>ba</i>"))]),
]  # fmt: skip


class Everything(forms.Form):
    text = forms.CharField(max_length=9, help_text="x")
    empty = forms.CharField(required=False)
    number = forms.IntegerField(min_value=0)
    email = forms.EmailField()
    day = forms.DateField(widget=forms.DateInput(attrs={"class": "in", "data-x": AWKWARD}))
    secret = forms.CharField(widget=forms.PasswordInput)
    hidden = forms.CharField(widget=forms.HiddenInput)
    words = forms.CharField(widget=forms.Textarea(attrs={"rows": 3, "spellcheck": False}))
    nothing = forms.CharField(widget=forms.Textarea, required=False)
    ticked = forms.BooleanField()
    unticked = forms.BooleanField(required=False, disabled=True)
    one = forms.ChoiceField(choices=CHOICES)
    several = forms.MultipleChoiceField(choices=CHOICES)
    radio = forms.ChoiceField(choices=CHOICES[:2], widget=forms.RadioSelect)
    boxes = forms.MultipleChoiceField(choices=CHOICES[:2], widget=forms.CheckboxSelectMultiple)


GIVEN = {
    "text": AWKWARD, "number": 12345, "email": "a@b.vn", "day": dt.date(2026, 2, 1),
    "secret": "không hiện", "hidden": AWKWARD, "words": "\n" + AWKWARD, "ticked": True, "one": 2,
    "several": [1, "ba"], "radio": "1", "boxes": [1],
}  # fmt: skip


def _plain(html: str) -> str:
    """Without the blanks that mean nothing: between tags and at the ends of a label."""
    return re.sub(r"\s*(</?(?:option|optgroup|select|label|div)\b[^>]*>)\s*", r"\1", html).strip()


@pytest.mark.parametrize("name", list(Everything.base_fields))
@pytest.mark.parametrize("initial", [GIVEN, {}], ids=["given", "empty"])
def test_a_control_is_as_django_writes_it(name: str, initial: dict[str, object]) -> None:
    ours, theirs = (
        Everything(initial=initial, renderer=renderer)[name]
        for renderer in (Renderer(), DjangoTemplates())
    )
    assert _plain(str(ours)) == _plain(str(theirs))
    for mine, other in zip(ours.subwidgets, theirs.subwidgets, strict=True):
        assert _plain(mine.tag()) == _plain(other.tag())


def test_every_written_control_is_among_them() -> None:
    used: set[str] = set()
    for field in Everything.base_fields.values():
        used |= {field.widget.template_name, getattr(field.widget, "option_template_name", "")}
    missing = set(WRITTEN) - used - {"django/forms/widgets/input.html"}
    assert not missing
