# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people enter about papers, turned into the data services take."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from congso.common import clock
from congso.common.actor import Actor
from congso.documents import issuers, kept_files
from congso.documents.enums import AddresseeKind, BookState, Road, Secrecy, Urgency
from congso.documents.incoming import IncomingData, InvitationData
from congso.documents.kept_files import KeptFile
from congso.documents.models import Book, Document, DocumentType
from congso.documents.queries import books_for
from congso.documents.search import Filters
from congso.documents.services.envelopes import EnvelopeData
from congso.organisation.queries import working_calendar
from congso.ui.formats import full_date
from congso.ui.forms import BaseForm, DateField, IdListField, set_choices
from congso.ui.widgets import PeoplePickerWidget, as_list

SECRET_CHOICES = (
    ("secret", "Mật"),
    ("top_secret", "Tối mật"),
    ("most_secret", "Tuyệt mật"),
)


class IssuerWidget(PeoplePickerWidget):
    """The agency picked from the directory; what was typed and not picked counts as well."""

    template_name = "documents/widgets/issuer.html"
    TYPED = "issuer_typed"

    def __init__(self) -> None:
        super().__init__(
            url=reverse_lazy("documents:issuers"), multiple=False, chosen=issuers.chosen
        )

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        picked: list[str] = super().value_from_datadict(data, files, name)
        typed = str(data.get(self.TYPED, "")).strip()
        return picked or ([issuers.typed(typed)] if typed else [])


class HourField(forms.TimeField):
    """17:00, 17h00 or 17."""

    def __init__(self, *, label: Any, placeholder: str) -> None:
        super().__init__(
            label=label,
            required=False,
            input_formats=("%H:%M", "%Hh%M", "%Hh", "%H"),
            widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": placeholder}),
            error_messages={"invalid": _("Enter the hour as 17:00.")},
        )


def _add_working_days(day: dt.date, count: int) -> dt.date:
    return working_calendar().add_working_days(day, count)


class RegisterForm(BaseForm):
    """One incoming paper. Every rule that matters is the service's; the form reads and shows."""

    office = forms.ChoiceField(label=_("Book"))
    arrived_on = DateField(label=_("Date of arrival"), prefer="past")
    road = forms.ChoiceField(label=_("How it came"), choices=Road.choices)
    issuer = IdListField(label=_("Issuing agency"), widget=IssuerWidget())
    type = forms.ModelChoiceField(
        label=_("Kind of document"),
        queryset=DocumentType.objects.filter(is_active=True),
        empty_label=None,
    )
    symbol = forms.CharField(label=_("Number and symbol"), required=False, max_length=60)
    has_no_number = forms.BooleanField(label=_("The paper has no number"), required=False)
    issued_on = DateField(label=_("Date of the document"), required=False, prefer="past")
    pages = forms.IntegerField(label=_("Pages"), required=False, min_value=1, max_value=9999)
    subject = forms.CharField(label=_("Subject"), widget=forms.Textarea(attrs={"rows": 2}))
    urgency = forms.TypedChoiceField(
        label=_("Urgency"), choices=Urgency.choices, coerce=int, widget=forms.RadioSelect,
        initial=Urgency.NORMAL,
    )  # fmt: skip
    secrecy = forms.ChoiceField(
        label=_("Secrecy"), choices=(*Secrecy.choices, *SECRET_CHOICES), initial=Secrecy.NORMAL
    )
    due_on = DateField(
        label=_("Deadline set by the sender"), required=False, prefer="future",
        add_working_days=_add_working_days,
    )  # fmt: skip
    due_hour = HourField(label=_("Hour"), placeholder="17:00")
    meets_on = DateField(label=_("Day of the meeting"), required=False, prefer="future")
    meets_hour = HourField(label=_("Hour"), placeholder="08:00")
    place = forms.CharField(label=_("Place"), required=False, max_length=300)
    chair = forms.CharField(label=_("Chair"), required=False, max_length=200)
    signer_name = forms.CharField(label=_("Signer"), required=False, max_length=120)
    signer_position = forms.CharField(label=_("Position"), required=False, max_length=200)
    complainant_name = forms.CharField(
        label=_("Name of the petitioner"), required=False, max_length=200
    )
    complainant_address = forms.CharField(
        label=_("Address of the petitioner"), required=False, max_length=300
    )
    is_restricted = forms.BooleanField(label=_("Restricted: named readers only"), required=False)
    readers = IdListField(
        label=_("Named readers"), required=False,
        widget=PeoplePickerWidget(
            url=reverse_lazy("documents:people"), chosen=issuers.chosen_people
        ),
    )  # fmt: skip
    is_missing_annex = forms.BooleanField(label=_("An annex is missing"), required=False)
    missing_note = forms.CharField(label=_("What is missing"), required=False, max_length=500)
    # a form class keeps no fields as attributes: Django's own `files` stays
    files = IdListField(  # type: ignore[assignment]
        label=_("Files"), required=False, widget=forms.MultipleHiddenInput
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self.suggested = frozenset(str(self.data.get("suggested", "")).split())
        self.actor = actor
        year = clock.today().year
        books = books_for(actor, "register").filter(
            kind="incoming", year=year, state=BookState.OPEN
        )
        self.books = {str(book.office_id): book for book in books}
        set_choices(self, "office", [(key, book.name) for key, book in self.books.items()])
        if not self.is_bound:
            self.initial.setdefault("arrived_on", clock.today())
            self.initial.setdefault("type", _letter())

    @property
    def expected(self) -> int | None:
        """The number the paper is likely to get; the saving transaction decides."""
        key = self["office"].value() or next(iter(self.books), "")
        book: Book | None = self.books.get(str(key))
        return book.expected_number if book else None

    @cached_property
    def kept(self) -> list[KeptFile]:
        """The files that stand in the form, with the main one marked."""
        if not self.is_bound:
            return []
        return kept_files.read(
            self.actor, as_list(self["files"].data), main=self.data.get("main", "")
        )

    @cached_property
    def types_with_meeting(self) -> str:
        """Ids of the types whose meeting fields are shown."""
        return _ids_of(is_invitation=True)

    @cached_property
    def types_of_petition(self) -> str:
        """Ids of the types whose petitioner is asked for."""
        return _ids_of(is_petition=True)

    @property
    def arrived_at(self) -> dt.datetime:
        """The moment of arrival meant (valid forms only)."""
        return _arrival(self.cleaned_data["arrived_on"])

    def clean_issuer(self) -> issuers.Issuer:
        return issuers.parse(self.cleaned_data["issuer"][0])

    def clean_readers(self) -> tuple[int, ...]:
        return tuple(int(value) for value in self.cleaned_data["readers"] if value.isdigit())

    def clean_files(self) -> list[KeptFile]:
        if len(self.kept) < len(set(self.cleaned_data["files"])):
            raise forms.ValidationError(
                _("A file is still being checked, or was uploaded too long ago. Add it again.")
            )
        return self.kept

    def to_data(self) -> IncomingData:
        """The paper as entered, for the service (valid forms only)."""
        given = self.cleaned_data
        issuer: issuers.Issuer = given["issuer"]
        type_: DocumentType = given["type"]
        return IncomingData(
            office_id=int(given["office"]),
            type_id=type_.pk,
            subject=given["subject"],
            arrived_at=self.arrived_at,
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
            reader_ids=given["readers"] if given["is_restricted"] else (),
            is_missing_annex=given["is_missing_annex"],
            missing_note=given["missing_note"] if given["is_missing_annex"] else "",
            complainant_name=given["complainant_name"] if type_.is_petition else "",
            complainant_address=given["complainant_address"] if type_.is_petition else "",
            invitation=self._invitation() if type_.is_invitation else None,
            files=tuple(file.ref() for file in given["files"]),
            paper_number_note=str(_("without number")) if given["has_no_number"] else "",
        )

    def _invitation(self) -> InvitationData | None:
        given = self.cleaned_data
        meets_at = _moment(given["meets_on"], given["meets_hour"], dt.time(8))
        if meets_at is None:
            return None
        return InvitationData(meets_at=meets_at, place=given["place"], chair=given["chair"])

    def add_refusals(self, errors: dict[str, Any]) -> None:
        """Show what the service refused at the fields a person can mend."""
        names = {
            "arrived_at": "arrived_on", "issuer_name": "issuer", "due_at": "due_on",
            "meets_at": "meets_on", "reader_ids": "readers", "type_id": "type",
        }  # fmt: skip
        for name, message in errors.items():
            field = names.get(name, name)
            self.add_error(field if field in self.fields else None, message)


def initial_of(document: Document) -> dict[str, Any]:
    """What is known of a paper, as first values of the form (waiting, blank or to be corrected)."""
    found: dict[str, Any] = {
        name: getattr(document, name)
        for name in (
            "arrived_on", "road", "symbol", "issued_on", "pages", "subject", "urgency", "secrecy",
            "signer_name", "signer_position", "is_restricted", "is_missing_annex", "missing_note",
        )
    }  # fmt: skip
    found |= {
        "office": str(document.office_id),
        "type": document.type_id,
        "issuer": [issuers.value_of(document)],
        "has_no_number": bool(document.paper_number_note),
        "readers": [str(pk) for pk in document.named_readers.values_list("person_id", flat=True)]
        if document.is_restricted
        else [],
    }
    found |= _days(document.due_at, "due_on", "due_hour")
    if (meeting := getattr(document, "invitation", None)) is not None:
        found |= {"place": meeting.place, "chair": meeting.chair}
        found |= _days(meeting.meets_at, "meets_on", "meets_hour")
    if document.type.is_petition and (by := getattr(document, "complainant", None)) is not None:
        found |= {"complainant_name": by.name, "complainant_address": by.address}
    return found


def _days(moment: dt.datetime | None, day: str, hour: str) -> dict[str, Any]:
    if moment is None:
        return {}
    return {day: clock.day_of(moment), hour: f"{clock.local(moment):%H:%M}"}


def _ids_of(**which: bool) -> str:
    ids = DocumentType.objects.filter(is_active=True, **which).values_list("pk", flat=True)
    return " ".join(str(pk) for pk in ids)


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

    type = forms.ModelChoiceField(
        label=_("Kind of document"), required=False, empty_label=_("Any"),
        queryset=DocumentType.objects.all(),
    )  # fmt: skip
    issuer = IdListField(label=_("Issuing agency"), required=False, widget=IssuerWidget())
    since = DateField(label=_("Arrived from"), required=False, prefer="past")
    until = DateField(label=_("Arrived until"), required=False, prefer="past")
    urgency = forms.TypedChoiceField(
        label=_("Urgency"), required=False, coerce=int, empty_value=None,
        choices=(("", _("Any")), *Urgency.choices),
    )  # fmt: skip

    def filters(self) -> Filters:
        """The same as search takes it; what cannot be read narrows nothing."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return Filters(
            type_ids=(given["type"].pk,) if given.get("type") else (),
            issuer=self.issuer_name,
            arrived_from=given.get("since"),
            arrived_until=given.get("until"),
            urgency=given.get("urgency"),
        )

    @property
    def issuer_name(self) -> str:
        """The name of the chosen agency."""
        given = self.cleaned_data.get("issuer") if hasattr(self, "cleaned_data") else None
        return issuers.chosen(given[:1])[0][1] if given else ""

    def chips(self) -> list[tuple[str, str]]:
        """What narrows the list now: name of the parameter and words."""
        filters = self.filters()
        given = getattr(self, "cleaned_data", {})
        found = [
            ("type", str(given["type"]) if given.get("type") else ""),
            ("issuer", filters.issuer),
            ("since", _("from %(day)s") % {"day": full_date(filters.arrived_from)}
             if filters.arrived_from else ""),
            ("until", _("until %(day)s") % {"day": full_date(filters.arrived_until)}
             if filters.arrived_until else ""),
            ("urgency", Urgency(filters.urgency).label if filters.urgency is not None else ""),
        ]  # fmt: skip
        return [(name, str(words)) for name, words in found if words]


class EnvelopeForm(BaseForm):
    """What is written on an envelope that stays closed, and to whom it goes."""

    office = forms.ChoiceField(label=_("Registry office"))
    sender = forms.CharField(label=_("Sender on the envelope"), max_length=300)
    number_on_envelope = forms.CharField(
        label=_("Number on the envelope"), required=False, max_length=60
    )
    addressee_kind = forms.ChoiceField(label=_("Addressed to"), choices=AddresseeKind.choices)
    addressee = forms.CharField(label=_("Handed on to"), max_length=200)
    road = forms.ChoiceField(label=_("How it came"), choices=Road.choices, initial=Road.POST)
    is_hand_to_hand = forms.BooleanField(label=_("To be given into the hand"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def __init__(self, offices: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "office", offices)

    def to_data(self) -> EnvelopeData:
        """The line as the service takes it (valid forms only)."""
        given = dict(self.cleaned_data)
        office_id = int(given.pop("office"))
        return EnvelopeData(office_id=office_id, arrived_at=clock.now(), **given)


class BatchForm(BaseForm):
    count = forms.IntegerField(label=_("How many papers"), min_value=1, max_value=200)


class PaperNumbersForm(BaseForm):
    last_number = forms.IntegerField(label=_("Last number written in the paper book"), min_value=1)
    reason = forms.CharField(label=_("Reason"), max_length=500)


class OpenBookForm(BaseForm):
    opening_number = forms.IntegerField(label=_("First number here"), min_value=1)
    note = forms.CharField(
        label=_("Where the numbers before are"), max_length=300,
        help_text=_("For example: the paper book, from 01 to 2254."),
    )  # fmt: skip
