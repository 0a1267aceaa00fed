# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people ask of reports, turned into what the services take."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from congso.accounts.models import Person
from congso.common import clock
from congso.common.actor import Actor
from congso.documents import lists
from congso.documents.enums import State, Urgency
from congso.documents.models import Book, DocumentType
from congso.documents.queries import books_for
from congso.documents.queries_offices import leaders_asked_by, units_asked_by
from congso.documents.search import OVERDUE, SOON, Filters
from congso.organisation.models import Unit
from congso.reports import columns, exports
from congso.reports.enums import Format, Report
from congso.reports.makers import BookPart
from congso.ui.forms import BaseForm, DateField, set_choices, set_queryset


class BookForm(BaseForm):
    """A book, the days of registration, the form of the file."""

    book = forms.ModelChoiceField(label=_("Book"), queryset=Book.objects.none(), empty_label=None)
    first_day = DateField(label=_("From"), required=False, prefer="past")
    last_day = DateField(label=_("Until"), required=False, prefer="past")
    volume = forms.CharField(label=_("Volume"), required=False, max_length=10, initial="01")
    format = forms.ChoiceField(
        label=_("File"), choices=Format.choices, initial=Format.PDF, widget=forms.RadioSelect
    )

    def __init__(self, actor: Actor, report: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["book"].queryset = books_for(actor)  # type: ignore[attr-defined]
        if report == Report.CLOSING:
            for name in ("first_day", "last_day", "volume", "format"):
                del self.fields[name]
        elif report == Report.VIOLATIONS:
            del self.fields["volume"]
        if not self.is_bound and report != Report.CLOSING:
            today = clock.today()
            self.initial.setdefault("first_day", today.replace(day=1))
            self.initial.setdefault("last_day", today)

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or self.cleaned_data
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first."))
        return data

    def to_part(self) -> BookPart:
        """What was asked; without days, the whole year of the book."""
        data, book = self.cleaned_data, self.cleaned_data["book"]
        return BookPart(
            book_id=book.pk,
            first_day=data.get("first_day") or dt.date(book.year, 1, 1),
            last_day=data.get("last_day") or dt.date(book.year, 12, 31),
            volume=data.get("volume") or "01",
        )


class InsertedForm(BaseForm):
    """A registry office whose books one reads, and the form of the file."""

    office = forms.ChoiceField(label=_("Registry office"))
    format = forms.ChoiceField(
        label=_("File"), choices=Format.choices, initial=Format.PDF, widget=forms.RadioSelect
    )

    def __init__(self, offices: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "office", offices)


class ExportForm(BaseForm):
    """A list or a search, the columns, the form of the file."""

    list_key = forms.ChoiceField(label=_("List"), required=False)
    q = forms.CharField(label=_("Search words"), required=False, max_length=200)
    type = forms.ModelChoiceField(
        label=_("Kind of document"), required=False, empty_label=_("All"),
        queryset=DocumentType.objects.all(),
    )  # fmt: skip
    since = DateField(label=_("Arrived from"), required=False, prefer="past")
    until = DateField(label=_("Arrived until"), required=False, prefer="past")
    issuer = forms.CharField(label=_("Issuing agency"), required=False, max_length=300)
    urgency = forms.TypedChoiceField(
        label=_("Urgency"), choices=[("", _("All")), *Urgency.choices], coerce=int,
        required=False, empty_value=None,
    )  # fmt: skip
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=(("", _("All")), *State.choices)
    )
    unit = forms.ModelChoiceField(
        label=_("Unit in charge"), required=False, empty_label=_("All"),
        queryset=Unit.objects.none(),
    )  # fmt: skip
    leader = forms.ModelChoiceField(
        label=_("Leader who directed"), required=False, empty_label=_("All"),
        queryset=Person.objects.none(),
    )  # fmt: skip
    deadline = forms.ChoiceField(
        label=_("Deadline"), required=False,
        choices=(("", _("All")), (OVERDUE, _("Overdue")), (SOON, _("Due soon"))),
    )  # fmt: skip
    columns = forms.MultipleChoiceField(
        label=_("Columns"), widget=forms.CheckboxSelectMultiple,
        choices=[(column.key, column.label) for column in columns.COLUMNS],
        initial=list(columns.DEFAULT),
        error_messages={"required": _("Choose at least one column.")},
    )  # fmt: skip
    format = forms.ChoiceField(
        label=_("File"), choices=Format.choices, initial=Format.XLSX, widget=forms.RadioSelect
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_queryset(self, "unit", units_asked_by(actor))
        set_queryset(self, "leader", leaders_asked_by(actor))
        offered = [(item.key, item.label) for item in lists.offered_to(actor)]
        self.fields["list_key"].choices = [("", _("All documents")), *offered]  # type: ignore[attr-defined]

    def to_wanted(self) -> exports.Wanted:
        """The list by its key; else the search, by the words and filters."""
        data = self.cleaned_data
        filters = Filters(
            type_ids=(data["type"].pk,) if data["type"] else (),
            issuer=data["issuer"],
            arrived_from=data["since"],
            arrived_until=data["until"],
            urgency=data["urgency"],
            states=(data["state"],) if data["state"] else (),
            unit_id=data["unit"].pk if data["unit"] else None,
            leader_id=data["leader"].pk if data["leader"] else None,
            deadline=data["deadline"],
        )
        if data["list_key"]:
            return exports.Wanted(data["list_key"], columns=tuple(data["columns"]))
        return exports.Wanted("", data["q"].strip(), filters, tuple(data["columns"]))
