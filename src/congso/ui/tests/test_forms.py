# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date

import pytest
from django import forms
from django.http import QueryDict
from django.utils import translation

from congso.ui.forms import BaseForm, DateField, IdListField, PeoplePickerWidget
from congso.ui.samples import TODAY, add_working_days

pytestmark = pytest.mark.unit


class PaperForm(BaseForm):
    abstract = forms.CharField(required=False)
    note = forms.CharField(required=False, widget=forms.Textarea)
    due = DateField(
        required=False, today=lambda: TODAY, add_working_days=add_working_days, prefer="future"
    )
    people = IdListField(
        required=False,
        widget=PeoplePickerWidget(url="/people/", chosen=lambda ids: [(i, i.upper()) for i in ids]),
    )


def test_text_is_kept_in_nfc_without_invisible_joints():
    form = PaperForm(
        QueryDict("abstract=V%2Fv+Tru%CC%9B%C6%A1%CC%80ng\u200b+s%C3%B4\u00a0321%2FSNN\u2011TT")
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data["abstract"] == "V/v Trường sô 321/SNN-TT".replace("Trường", "Trường")
    assert "\u2011" not in form.cleaned_data["abstract"]


@pytest.mark.parametrize("hidden", ["\x07", "\u202e", "\u2066", "\x1b[31m"])
def test_hidden_characters_are_refused_and_nothing_is_cleaned(hidden):
    form = PaperForm({"abstract": f"hoa_don{hidden}fdp.exe"})
    assert not form.is_valid()
    assert list(form.errors) == ["abstract"]
    assert "abstract" not in form.cleaned_data


def test_line_breaks_belong_only_to_long_text():
    form = PaperForm({"abstract": "dòng một\ndòng hai", "note": "dòng một\r\n\tdòng hai"})
    assert not form.is_valid()
    assert list(form.errors) == ["abstract"]
    assert form.cleaned_data["note"] == "dòng một\r\n\tdòng hai"


def test_old_font_encodings_are_refused_with_a_hint():
    form = PaperForm({"abstract": "Së N«ng nghiÖp vµ Ph¸t triÓn n«ng th«n"})
    with translation.override("en"):
        assert not form.is_valid()
        assert "TCVN3" in form.errors["abstract"][0]


def test_foreign_names_and_real_vietnamese_pass():
    for text in (
        "Düsseldorf, Köln và Đắk Lắk",
        "UBND huyện Ân Thi · Nguyễn Đình Ý",
        "Çağlayan Şeker",
    ):
        assert PaperForm({"abstract": text}).is_valid(), text


def test_date_field_takes_working_days_and_shows_the_day_it_takes():
    form = PaperForm({"due": "+3"})
    assert form.is_valid()
    assert form.cleaned_data["due"] == date(2026, 11, 30)
    assert 'value="27/11/2026"' in str(PaperForm(initial={"due": date(2026, 11, 27)})["due"])


def test_date_field_explains_a_day_that_does_not_exist():
    form = PaperForm({"due": "31/11/2026"})
    with translation.override("en"):
        assert not form.is_valid()
        assert form.errors["due"] == ["Invalid date: month 11 has 30 days. Enter dd/mm/yyyy."]
    assert 'value="31/11/2026"' in str(form["due"])


def test_picked_people_come_back_in_order_once():
    form = PaperForm(QueryDict("people=b&people=a&people=b"))
    assert form.is_valid()
    assert form.cleaned_data["people"] == ["b", "a"]
    html = str(form["people"])
    assert html.count('type="hidden" name="people"') == 3
    assert ">B<" in html


def test_a_single_choice_is_one_value_for_a_plain_field():
    class IssuerForm(BaseForm):
        issuer = forms.CharField(widget=PeoplePickerWidget(url="/agencies/", multiple=False))

    form = IssuerForm(QueryDict("issuer=agency%3A9"))
    assert form.is_valid()
    assert form.cleaned_data["issuer"] == "agency:9"
    empty = IssuerForm(QueryDict(""))
    assert not empty.is_valid()


def test_error_links_are_in_page_order():
    form = PaperForm({"abstract": "\x07", "due": "x"})
    form.is_valid()
    assert [target for target, _label in form.error_links()] == ["id_abstract", "id_due"]
