# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people enter about papers, turned into the data services take."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.functional import cached_property, lazy
from django.utils.translation import gettext_lazy as _

from congso.common import clock
from congso.common.actor import Actor
from congso.common.numbers import INT4_MAX, read_number
from congso.documents import issuers, kept_files, schemes
from congso.documents.enums import Road, Secrecy, Urgency
from congso.documents.incoming import IncomingData, InvitationData, incoming_of
from congso.documents.kept_files import KeptFile
from congso.documents.models import Book, Document, DocumentType
from congso.documents.policies import offices_as_clerk
from congso.organisation.queries import working_calendar
from congso.ui.forms import BaseForm, DateField, IdListField, set_choices
from congso.ui.widgets import PeoplePickerWidget, as_list

Kinds = dict[int, DocumentType]  # by id
LETTER = "official_letter"
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


# Fields that are columns of the paper under the same name.
CARRIED = (
    "subject", "road", "symbol", "issued_on", "pages", "urgency", "secrecy", "signer_name",
    "signer_position",
)  # fmt: skip


class RegisterForm(BaseForm):
    """One incoming paper. Every rule that matters is the service's; the form reads and shows."""

    unchanging = frozenset(
        (
            "road", "issuer", "symbol", "has_no_number", "issued_on", "pages", "subject", "urgency",
            "secrecy", "due_on", "due_hour", "meets_on", "meets_hour", "place", "chair",
            "signer_name", "signer_position", "complainant_name", "complainant_address",
            "is_restricted", "readers", "is_missing_annex", "missing_note",
        )
    )  # fmt: skip

    office = forms.ChoiceField(label=_("Book"))
    arrived_on = DateField(label=_("Date of arrival"), prefer="past")
    road = forms.ChoiceField(label=_("How it came"), choices=Road.choices)
    issuer = IdListField(label=_("Issuing agency"), widget=IssuerWidget())
    type = forms.TypedChoiceField(label=_("Kind of document"))
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

    def __init__(
        self,
        actor: Actor,
        *args: Any,
        paper: Document | None = None,
        kinds: Kinds | None = None,
        **kwargs: Any,
    ) -> None:
        """`paper` is the saved paper the form is about, if it is about one; `kinds` those known."""
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self.suggested = frozenset(str(self.data.get("suggested", "")).split())
        self.actor, self.paper = actor, paper
        self.stored = incoming_of(paper) if paper else None
        self.kinds = kinds or _kinds_for(paper)
        if not self.is_bound:
            self.initial.setdefault("arrived_on", clock.today())
            self.initial.setdefault("type", self._letter())
        set_choices(self, "type", [(pk, str(kind)) for pk, kind in self.kinds.items()])
        self.fields["type"].coerce = lambda pk: self.kinds[int(pk)]  # type: ignore[attr-defined]
        named = lazy(self._name_of, str)  # when the form is shown
        set_choices(self, "office", [(str(pk), named(pk)) for pk in self._offices()])

    def _name_of(self, office_id: int) -> str:
        book = self.books.get(str(office_id))
        return book.name if book else ""

    @cached_property
    def books(self) -> dict[str, Book]:
        """The book of each office in which a paper of the chosen type is numbered now."""
        paper = self.paper
        if paper is not None and paper.book is not None:
            return {str(paper.office_id): paper.book}
        type_ = self._chosen_type()
        if type_ is None:
            return {}
        now = clock.now()
        return {str(pk): schemes.book_at(pk, type_, now) for pk in self._offices()}

    def _offices(self) -> list[int]:
        """The registry offices in whose books the paper may be entered."""
        return [self.paper.office_id] if self.paper else sorted(offices_as_clerk(self.actor))

    def _chosen_type(self) -> DocumentType | None:
        wanted = read_number(str(self["type"].value() or ""))
        return self.kinds.get(wanted or 0) or self.kinds.get(self._letter() or 0)

    def _letter(self) -> int | None:
        return next((pk for pk, kind in self.kinds.items() if kind.code == LETTER), None)

    def _ids_of(self, mark: str) -> str:
        return " ".join(str(pk) for pk, kind in self.kinds.items() if getattr(kind, mark))

    @property
    def expected(self) -> int | None:
        """The number the paper is likely to get; the saving transaction decides."""
        if self.paper is not None and self.paper.number is not None:
            return self.paper.number
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
        return self._ids_of("is_invitation")

    @cached_property
    def types_of_petition(self) -> str:
        """Ids of the types whose petitioner is asked for."""
        return self._ids_of("is_petition")

    @property
    def arrived_at(self) -> dt.datetime:
        """The moment of arrival meant (valid forms only)."""
        day: dt.date = self.cleaned_data["arrived_on"]
        if self.stored is not None and day == clock.day_of(self.stored.arrived_at):
            return self.stored.arrived_at
        return _arrival(day)

    def clean_issuer(self) -> issuers.Issuer:
        return issuers.parse(self.cleaned_data["issuer"][0])

    def clean_readers(self) -> tuple[int, ...]:
        return issuers.person_ids(self.cleaned_data["readers"])

    def clean_files(self) -> list[KeptFile]:
        if not kept_files.are_all_there(self.actor, self.cleaned_data["files"], self.kept):
            raise forms.ValidationError(
                _("A file is still being checked, or was uploaded too long ago. Add it again.")
            )
        return self.kept

    def to_data(self) -> IncomingData:
        """The paper as entered, for the service (valid forms only).

        What the form does not carry, or shows less finely than it is kept (the hour of arrival),
        stays as it is stored.
        """
        given = self.cleaned_data
        carried: dict[str, Any] = {name: given[name] for name in CARRIED if name in given}
        carried |= self._issuer() | self._annex() | self._readers() | self._complainant()
        carried |= {
            "type_id": given["type"].pk,
            "arrived_at": self.arrived_at,
            "due_at": self._due_at(),
            "invitation": self._invitation(),
            "files": tuple(file.ref() for file in given.get("files", ())),
            "paper_number_note": self._number_note(),
        }
        if self.stored is not None:
            return replace(self.stored, **carried)
        return IncomingData(office_id=int(given["office"]), **carried)

    def _issuer(self) -> dict[str, Any]:
        issuer: issuers.Issuer = self.cleaned_data["issuer"]
        was, name = self.stored, issuer.name
        if was and issuer.name == "":
            same = (was.issuer_id, was.issuer_unit_id) == (issuer.agency_id, issuer.unit_id)
            # The name it had when the paper came, whatever it is called today.
            name = was.issuer_name if same else ""
        return {"issuer_id": issuer.agency_id, "issuer_unit_id": issuer.unit_id,
                "issuer_name": name}  # fmt: skip

    def _annex(self) -> dict[str, Any]:
        given, was = self.cleaned_data, self.stored
        if "is_missing_annex" not in given:
            return {}
        if given["is_missing_annex"]:
            return {"is_missing_annex": True, "missing_note": given["missing_note"]}
        note = was.missing_note if was and not was.is_missing_annex else ""
        return {"is_missing_annex": False, "missing_note": note}

    def _readers(self) -> dict[str, Any]:
        given = self.cleaned_data
        if "is_restricted" not in given:
            return {}
        readers = given["readers"] if given["is_restricted"] else ()
        return {"is_restricted": given["is_restricted"], "reader_ids": readers}

    def _complainant(self) -> dict[str, str]:
        names = ("complainant_name", "complainant_address")
        if self.cleaned_data["type"].is_petition:
            return {name: self.cleaned_data[name] for name in names}
        return {} if self._was_unasked("is_petition") else dict.fromkeys(names, "")

    def _invitation(self) -> InvitationData | None:
        given = self.cleaned_data
        was = self.stored.invitation if self.stored else None
        if not given["type"].is_invitation:
            return was if self._was_unasked("is_invitation") else None
        kept = was.meets_at if was else None
        meets_at = _moment(given["meets_on"], given["meets_hour"], dt.time(8), kept)
        if meets_at is None:
            return None
        entered = {"meets_at": meets_at, "place": given["place"], "chair": given["chair"]}
        return replace(was, **entered) if was else InvitationData(**entered)

    def _was_unasked(self, mark: str) -> bool:
        """Whether the stored paper is of a kind of which the form asks this neither."""
        return self.paper is not None and not getattr(self.paper.type, mark)

    def _due_at(self) -> dt.datetime | None:
        given = self.cleaned_data
        kept = self.stored.due_at if self.stored else None
        return _moment(given["due_on"], given["due_hour"], dt.time(17), kept)

    def _number_note(self) -> str:
        if not self.cleaned_data["has_no_number"]:
            return ""
        return (self.stored.paper_number_note if self.stored else "") or str(_("without number"))

    def add_refusals(self, errors: dict[str, Any]) -> None:
        """Show what the service refused at the fields a person can mend."""
        names = {
            "arrived_at": "arrived_on", "issuer_name": "issuer", "due_at": "due_on",
            "meets_at": "meets_on", "reader_ids": "readers", "type_id": "type",
            "reason": "insert_reason",
        }  # fmt: skip
        for name, message in errors.items():
            field = names.get(name, name)
            self.add_error(field if field in self.fields else None, message)


class InsertForm(RegisterForm):
    """A paper that gets a number between two others of a book: 15a after 15 (PRACTICE 1.8)."""

    after_number = forms.IntegerField(
        label=_("After number"), min_value=1, max_value=INT4_MAX,
        help_text=_("After 15 the paper gets 15a, then 15b."),
    )  # fmt: skip
    insert_reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Stands in the book and in the monthly list for the Director."),
    )  # fmt: skip

    def __init__(self, actor: Actor, book: Book, *args: Any, **kwargs: Any) -> None:
        self.book = book
        super().__init__(actor, *args, **kwargs)

    def _offices(self) -> list[int]:
        return [self.book.office_id]

    @property
    def expected(self) -> None:
        """No number of the row is taken."""
        return None


class CorrectionForm(RegisterForm):
    """What was entered about a registered paper. Office, sight, annexes and files are changed by
    acts of their own, so this form does not carry them."""

    NOT_CARRIED = (
        "office", "secrecy", "is_restricted", "readers", "is_missing_annex", "missing_note",
        "files",
    )  # fmt: skip

    def __init__(self, actor: Actor, *args: Any, paper: Document, **kwargs: Any) -> None:
        super().__init__(actor, *args, paper=paper, **kwargs)
        for name in self.NOT_CARRIED:
            del self.fields[name]


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


def _kinds_for(paper: Document | None) -> Kinds:
    """The kinds in use, and the paper's own whatever became of it: one query for the whole form."""
    own = paper.type_id if paper else 0
    return {kind.pk: kind for kind in DocumentType.objects.filter(Q(is_active=True) | Q(pk=own))}


def _arrival(day: dt.date) -> dt.datetime:
    """Today's papers arrived just now; those of another day at its first working hour."""
    return clock.now() if day == clock.today() else clock.at(day, 7, 30)


def _moment(
    day: dt.date | None,
    hour: dt.time | None,
    default: dt.time,
    kept: dt.datetime | None = None,
) -> dt.datetime | None:
    """The moment entered; the `kept` one where it was left as the form showed it."""
    if day is None:
        return None
    chosen = hour or default
    moment = clock.at(day, chosen.hour, chosen.minute)
    shown = kept and clock.local(kept).replace(second=0, microsecond=0)
    return kept if shown == moment else moment
