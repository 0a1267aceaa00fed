# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people enter about papers, turned into the data services take."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from congso.common import clock
from congso.common.actor import Actor
from congso.documents import issuers
from congso.documents.enums import BookState, Road, Secrecy, Urgency
from congso.documents.incoming import SECRET_REFUSED, IncomingData, InvitationData
from congso.documents.models import Book, DocumentType
from congso.documents.queries import books_for
from congso.documents.search import Filters
from congso.organisation.queries import working_calendar
from congso.ui.forms import BaseForm, DateField, FileDropWidget, PeoplePickerWidget

SECRET_CHOICES = (
    ("secret", "Mật"),
    ("top_secret", "Tối mật"),
    ("most_secret", "Tuyệt mật"),
)


def _add_working_days(day: dt.date, count: int) -> dt.date:
    return working_calendar().add_working_days(day, count)


class RegisterForm(BaseForm):
    """One incoming paper. Every rule that matters is the service's; the form reads and shows."""

    office = forms.ChoiceField(label=_("Book"))
    arrived_on = DateField(label=_("Date of arrival"), prefer="past")
    road = forms.ChoiceField(label=_("How it came"), choices=Road.choices)
    issuer = forms.CharField(
        label=_("Issuing agency"),
        widget=PeoplePickerWidget(
            url=reverse_lazy("documents:issuers"), multiple=False, chosen=issuers.chosen
        ),
    )
    type = forms.ModelChoiceField(
        label=_("Kind of document"),
        queryset=DocumentType.objects.filter(is_active=True),
        empty_label=None,
    )
    symbol = forms.CharField(label=_("Number and symbol"), required=False, max_length=60)
    issued_on = DateField(label=_("Date of the document"), required=False, prefer="past")
    pages = forms.IntegerField(label=_("Pages"), required=False, min_value=1, max_value=9999)
    subject = forms.CharField(label=_("Subject"), widget=forms.Textarea(attrs={"rows": 2}))
    urgency = forms.TypedChoiceField(
        label=_("Urgency"), choices=Urgency.choices, coerce=int, widget=forms.RadioSelect,
        initial=Urgency.NORMAL,
    )  # fmt: skip
    secrecy = forms.ChoiceField(
        label=_("Secrecy"),
        choices=(*Secrecy.choices, *SECRET_CHOICES),
        initial=Secrecy.NORMAL,
        help_text=SECRET_REFUSED,
    )
    due_on = DateField(
        label=_("Deadline set by the sender"), required=False, prefer="future",
        add_working_days=_add_working_days,
    )  # fmt: skip
    due_hour = forms.TimeField(
        label=_("Hour"), required=False, input_formats=("%H:%M", "%Hh%M", "%H"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "17:00"}),
    )  # fmt: skip
    meets_on = DateField(label=_("Day of the meeting"), required=False, prefer="future")
    meets_hour = forms.TimeField(
        label=_("Hour"), required=False, input_formats=("%H:%M", "%Hh%M", "%H"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "08:00"}),
    )  # fmt: skip
    place = forms.CharField(label=_("Place"), required=False, max_length=300)
    signer_name = forms.CharField(label=_("Signer"), required=False, max_length=120)
    signer_position = forms.CharField(label=_("Position"), required=False, max_length=200)
    complainant_name = forms.CharField(
        label=_("Name of the petitioner"), required=False, max_length=200
    )
    is_restricted = forms.BooleanField(label=_("Restricted: named readers only"), required=False)
    readers = forms.CharField(
        label=_("Named readers"), required=False,
        widget=PeoplePickerWidget(
            url=reverse_lazy("documents:people"), chosen=issuers.chosen_people
        ),
    )  # fmt: skip
    is_missing_annex = forms.BooleanField(label=_("An annex is missing"), required=False)
    files = forms.CharField(
        label=_("Files"), required=False, widget=FileDropWidget(url="/uploads/")
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        year = clock.today().year
        books = books_for(actor, "register").filter(
            kind="incoming", year=year, state=BookState.OPEN
        )
        self.books = {str(book.office_id): book for book in books}
        self.fields["office"].choices = [(key, book.name) for key, book in self.books.items()]
        if not self.is_bound:
            self.initial.setdefault("arrived_on", clock.today())
            self.initial.setdefault("type", _letter())

    @property
    def expected(self) -> int | None:
        """The number the paper is likely to get; the saving transaction decides."""
        key = self["office"].value() or next(iter(self.books), "")
        book: Book | None = self.books.get(str(key))
        return book.expected_number if book else None

    def clean_issuer(self) -> issuers.Issuer:
        return issuers.parse(self.cleaned_data["issuer"])

    def clean_readers(self) -> tuple[int, ...]:
        values = self.cleaned_data["readers"]
        return tuple(int(value) for value in values if str(value).isdigit())

    def to_data(self) -> IncomingData:
        """The paper as entered, for the service (valid forms only)."""
        given = self.cleaned_data
        issuer: issuers.Issuer = given["issuer"]
        return IncomingData(
            office_id=int(given["office"]),
            type_id=given["type"].pk,
            subject=given["subject"],
            arrived_at=_arrival(given["arrived_on"]),
            road=given["road"],
            symbol=given["symbol"],
            issued_on=given["issued_on"],
            issuer_id=issuer.agency_id,
            issuer_unit_id=issuer.unit_id,
            issuer_name=issuer.name,
            pages=given["pages"],
            urgency=given["urgency"],
            secrecy=given["secrecy"],
            signer_name=given["signer_name"],
            signer_position=given["signer_position"],
            due_at=_moment(given["due_on"], given["due_hour"], dt.time(17)),
            is_restricted=given["is_restricted"],
            reader_ids=given["readers"],
            is_missing_annex=given["is_missing_annex"],
            complainant_name=given["complainant_name"],
            invitation=self._invitation(),
            paper_number_note="" if given["symbol"] else str(_("without number")),
        )

    def _invitation(self) -> InvitationData | None:
        meets_at = _moment(
            self.cleaned_data["meets_on"], self.cleaned_data["meets_hour"], dt.time(8)
        )
        if meets_at is None:
            return None
        return InvitationData(meets_at=meets_at, place=self.cleaned_data["place"])

    def add_refusals(self, errors: dict[str, Any]) -> None:
        """Show what the service refused at the fields a person can mend."""
        names = {
            "arrived_at": "arrived_on", "issuer_name": "issuer", "due_at": "due_on",
            "meets_at": "meets_on", "reader_ids": "readers",
        }  # fmt: skip
        for name, message in errors.items():
            field = names.get(name, name)
            self.add_error(field if field in self.fields else None, message)


def _letter() -> int | None:
    found = DocumentType.objects.filter(code="official_letter").values_list("pk", flat=True)
    return found.first()


def _arrival(day: dt.date) -> dt.datetime:
    """Today's papers arrived just now; those of another day at its first working hour."""
    return clock.now() if day == clock.today() else clock.at(day, 7, 30)


def _moment(day: dt.date | None, hour: dt.time | None, default: dt.time) -> dt.datetime | None:
    if day is None:
        return None
    chosen = hour or default
    return clock.at(day, chosen.hour, chosen.minute)


class FilterForm(BaseForm):
    """What narrows a list, read from the address so that it can be bookmarked."""

    type = forms.ModelMultipleChoiceField(
        label=_("Kind of document"), required=False, queryset=DocumentType.objects.all()
    )
    issuer = forms.CharField(label=_("Issuing agency"), required=False)
    since = DateField(label=_("Arrived from"), required=False, prefer="past")
    until = DateField(label=_("Arrived until"), required=False, prefer="past")
    urgency = forms.TypedChoiceField(
        label=_("Urgency"), required=False, coerce=int, empty_value=None,
        choices=(("", _("Any")), *Urgency.choices),
    )  # fmt: skip

    def filters(self) -> Filters:
        """The same as search takes it."""
        given = self.cleaned_data
        return Filters(
            type_ids=tuple(type_.pk for type_ in given["type"]),
            issuer=given["issuer"],
            arrived_from=given["since"],
            arrived_until=given["until"],
            urgency=given["urgency"],
        )
