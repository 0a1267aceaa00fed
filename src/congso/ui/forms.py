# SPDX-License-Identifier: AGPL-3.0-or-later
"""The base of every form: clean text in, errors that say how to mend it."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from congso.common import clock
from congso.common.vietnamese import UnfitText, detect_legacy_encoding, refuse_control
from congso.ui import text
from congso.ui.dates import AddWorkingDays, DateNotUnderstood, Prefer, parse_date
from congso.ui.widgets import FileDropWidget, PeoplePickerWidget, as_list

__all__ = ["BaseForm", "DateField", "FileDropWidget", "IdListField", "PeoplePickerWidget"]


class BaseForm(forms.Form):
    """Normalises what was typed (NFC, no invisible signs) and refuses control and bidi characters.

    `suggested` names the fields whose first value comes from a machine (a scan, a mail) and must be
    checked by a person; `{% field %}` marks them. `unchanging` names those that look alike in every
    blank form of the class: nothing of the person, the day or the database shows in them.
    """

    unchanging: ClassVar[frozenset[str]] = frozenset()
    use_required_attribute = False

    def __init__(
        self, *args: Any, suggested: frozenset[str] | set[str] = frozenset(), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.suggested = frozenset(suggested)
        if self.is_bound:
            self.data = normalised_data(self.data)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.validators.append(_text_check(field))

    def error_links(self) -> list[tuple[str, str]]:
        """(id, label) of each field with an error, in page order, for a summary."""
        return [
            (bound.id_for_label, str(bound.label))
            for bound in self
            if bound.errors and not bound.is_hidden
        ]


def normalised_data(data: Any) -> Any:
    """A copy of posted data with every text in its stored form."""
    if isinstance(data, QueryDict):
        clean = data.copy()
        for key, values in data.lists():
            clean.setlist(key, [text.normalise_text(value) for value in values])
        return clean
    return {key: _normalised(value) for key, value in data.items()}


def _normalised(value: Any) -> Any:
    if isinstance(value, str):
        return text.normalise_text(value)
    if isinstance(value, list):
        return [_normalised(item) for item in value]
    return value


def _text_check(field: forms.CharField) -> Callable[[str], None]:
    multiline = isinstance(field.widget, forms.Textarea)
    secret = isinstance(field.widget, forms.PasswordInput)

    def check(value: str) -> None:
        try:
            refuse_control(value, multiline=multiline)
        except UnfitText as error:
            raise ValidationError(str(error.message), code=error.key) from error
        if not secret and (old := detect_legacy_encoding(value)):
            raise ValidationError(str(old.hint), code="old_encoding")

    return check


def set_choices(form: forms.Form, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Give a choice field of one form its choices of the moment."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(name)
    field.choices = list(choices)


def set_queryset(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """Give a field that chooses one row of the database what may be chosen at the moment."""
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(name)
    field.queryset = rows


class DateField(forms.Field):
    """A day typed the short way; see `congso.ui.dates`.

    `add_working_days(day, n)` makes `+3` work; `today` is asked at the time of cleaning.
    """

    default_error_messages = {"required": gettext_lazy("Enter a date: dd/mm/yyyy.")}

    def __init__(
        self,
        *,
        today: Callable[[], date] = clock.today,
        add_working_days: AddWorkingDays | None = None,
        prefer: Prefer = "",
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault(
            "widget",
            forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-date": ""}),
        )
        super().__init__(**kwargs)
        self.today = today
        self.add_working_days = add_working_days
        self.prefer = prefer

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        try:
            return parse_date(
                str(value),
                today=self.today(),
                add_working_days=self.add_working_days,
                prefer=self.prefer,
            )
        except DateNotUnderstood as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        # always dd/mm/yyyy in the box, whatever the language: it is what the box accepts
        return f"{value:%d/%m/%Y}" if isinstance(value, date) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class IdListField(forms.Field):
    """A list of ids picked in one of the widgets above; order kept, doubles dropped."""

    def to_python(self, value: Any) -> list[str]:
        items = as_list(value)
        return list(dict.fromkeys(str(item) for item in items if str(item)))
