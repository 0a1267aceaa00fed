# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date

import pytest
from django import forms
from django.template import Context, Template, engines
from django.test import RequestFactory
from django.utils import translation

from congso.ui.files import FileView
from congso.ui.samples import REGISTER_DATA, RegisterForm, due
from congso.ui.stamps import ArrivalStampView

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def draw(source, **context):
    return Template("{% load ui %}" + source).render(Context(context)).strip()


def test_status_is_icon_and_word():
    html = draw('{% status "to_distribute" True %}')
    assert "To distribute" in html
    assert "#i-arrows-split-2" in html
    assert 'class="st fill t-amber"' in html


def test_an_unknown_status_is_shown_and_escaped():
    assert "&lt;b&gt;" in draw("{% status state %}", state="<b>")


@pytest.mark.parametrize(
    ("level", "css"),
    [(1, "u1"), ("very_urgent", "u2"), ("3", "u3"), (0, None), ("normal", None), (None, None)],
)
def test_normal_urgency_shows_nothing(level, css):
    html = draw("{% urgency level %}", level=level)
    assert (f'class="urg {css}"' in html) if css else html == ""


def test_deadline_in_a_header_has_the_weekday():
    html = draw("{% deadline view header=True %}", view=due(date(2026, 11, 27)))
    assert "Friday" in html
    assert "<b>2 days left</b>" in html
    assert 'datetime="2026-11-27T17:00+07:00"' in html


def test_field_ties_label_hint_and_error_to_the_control():
    form = RegisterForm({**REGISTER_DATA, "dated": "31/11/2026"})
    form.is_valid()
    html = draw('{% field form.dated hint="dd/mm/yyyy" %}', form=form)
    assert 'for="id_dated"' in html
    assert 'aria-describedby="id_dated-hint id_dated-err"' in html
    assert 'id="id_dated-err"' in html
    assert 'aria-invalid="true"' in html
    assert "month 11 has 30 days" in html


def test_field_marks_what_a_machine_read():
    html = draw("{% field form.abstract %}", form=RegisterForm(initial=REGISTER_DATA))
    assert 'class="in sug"' in html
    assert "Read from the scan" in html
    assert 'aria-describedby="id_abstract-ocr"' in html


def test_error_summary_links_to_the_controls():
    form = RegisterForm({**REGISTER_DATA, "dated": "31/11/2026", "abstract": ""})
    form.is_valid()
    html = draw("{% form_errors form %}", form=form)
    assert "2 entries to mend" in html
    assert html.index("#id_dated") < html.index("#id_abstract")
    assert draw("{% form_errors form %}", form=RegisterForm(initial=REGISTER_DATA)) == ""


def test_an_infected_file_cannot_be_downloaded():
    html = draw(
        "{% file_row file %}", file=FileView("hóa_đơn.zip", 10, download_url="/x", scan="infected")
    )
    assert 'href="/x"' not in html
    assert "Virus found" in html
    html = draw(
        "{% file_row file %}", file=FileView('"><script>', 10, download_url="/x", scan="clean")
    )
    assert "<script>" not in html


def test_more_rows_keep_the_filters():
    request = RequestFactory().get("/documents/?q=l%C3%BAa&cursor=old")
    html = draw('{% cursor_more "new" %}', request=request)
    assert 'href="?q=l%C3%BAa&amp;cursor=new"' in html
    assert draw('{% cursor_more "" %}', request=request) == ""


def test_changed_parameters_drop_the_cursor():
    request = RequestFactory().get("/documents/?q=a&cursor=old&page=2")
    assert draw('{% query_with q="" page=3 as url %}{{ url }}', request=request) == "?page=3"


def test_the_stamp_stays_on_the_page_without_inline_style():
    stamp = ArrivalStampView("SỞ NN VÀ PTNT", "8341", "25/11/2026", left_mm=190, top_mm=-4)
    html = draw("{% arrival_stamp stamp %}", stamp=stamp)
    assert 'transform="translate(1600 0)"' in html
    assert "style=" not in html
    assert "ĐẾN" in html


def test_error_pages_need_no_context():
    for name in ("400", "403", "403_csrf", "404", "500", "507"):
        html = engines["django"].get_template(f"{name}.html").render({})
        assert "<h1>" in html, name
        assert "app.css" in html, name


class _UploadForm(forms.Form):
    file = forms.FileField(label="Tệp sổ (.xlsx)")


def test_a_file_input_speaks_the_language_of_the_page():
    with translation.override("vi"):
        html = draw('{% field form.file hint="một trang tính" %}', form=_UploadForm())
    assert '<file-choice class="drop"><input type="file" name="file"' in html
    assert 'aria-required="true"' in html
    assert 'aria-describedby="id_file-hint"' in html
    assert 'for="id_file">' in html
    assert "Chọn tệp" in html
    assert "Chưa chọn tệp" in html
