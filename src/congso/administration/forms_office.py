# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is entered about fields, stand-ins, duty, outside agencies, working time and rules."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from congso.administration.forms import PersonField, offices, open_units
from congso.common import clock
from congso.documents.enums import BookKind, TypeGroup
from congso.documents.models import DocumentType
from congso.organisation.enums import DutyKind
from congso.organisation.models import Absence, DutyTurn, StandIn
from congso.organisation.services.agencies import ExternalData
from congso.organisation.services.calendar import Hours
from congso.ui.forms import BaseForm, DateField, set_choices

INVITATION = "invitation"  # the whole group of invitations, in a book of their own


class FieldForm(BaseForm):
    """A leader directs a unit's work from a day on."""

    leader = PersonField(label=_("Leader"))
    unit = forms.ChoiceField(label=_("Unit"))
    office = forms.ChoiceField(label=_("Registry office"))
    valid_from = DateField(label=_("From the day"), initial=clock.today)

    def __init__(self, *args: Any, among: set[int] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "unit", open_units())
        set_choices(self, "office", offices(among))


class StandInForm(BaseForm):
    """Who acts for an absent person, between two days and with which powers (B-48)."""

    absent = PersonField(label=_("Absent person"))
    stand_in = PersonField(label=_("Who stands in"))
    valid_from = DateField(label=_("From the day"), initial=clock.today)
    valid_until = DateField(label=_("Last day"))
    may_handle = forms.BooleanField(label=_("Handles papers"), required=False, initial=True)
    may_direct = forms.BooleanField(label=_("Gives directions"), required=False)
    may_register = forms.BooleanField(label=_("Enters papers in the register"), required=False)
    decision = forms.CharField(label=_("Decision (number, date)"), max_length=200, required=False)

    def __init__(self, *args: Any, absent_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.absent_id = absent_id
        if absent_id is not None:
            del self.fields["absent"]

    def to_row(self) -> StandIn:
        data = self.cleaned_data
        return StandIn(
            absent_id=self.absent_id or data["absent"], stand_in_id=data["stand_in"],
            valid_from=data["valid_from"], valid_until=data["valid_until"],
            may_handle=data["may_handle"], may_direct=data["may_direct"],
            may_register=data["may_register"], decision=data["decision"],
        )  # fmt: skip


class AbsenceForm(BaseForm):
    """Days somebody is away; a clerk's substitute is named apart."""

    person = PersonField(label=_("Absent person"))
    first_day = DateField(label=_("From the day"), initial=clock.today)
    last_day = DateField(label=_("Last day"))
    note = forms.CharField(label=_("Why"), max_length=200, required=False)

    def __init__(self, *args: Any, person_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person_id = person_id
        if person_id is not None:
            del self.fields["person"]

    def to_row(self) -> Absence:
        data = self.cleaned_data
        return Absence(
            person_id=self.person_id or data["person"], first_day=data["first_day"],
            last_day=data["last_day"], note=data["note"],
        )  # fmt: skip


class DutyForm(BaseForm):
    """Who is on duty on which days."""

    office = forms.ChoiceField(label=_("Registry office"))
    kind = forms.ChoiceField(label=_("Kind of duty"))
    person = PersonField(label=_("Person"))
    first_day = DateField(label=_("From the day"), initial=clock.today)
    last_day = DateField(label=_("Last day"))

    def __init__(self, *args: Any, among: set[int] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "office", offices(among))
        set_choices(self, "kind", DutyKind.choices)

    def to_row(self) -> DutyTurn:
        data = self.cleaned_data
        return DutyTurn(
            registry_office_id=int(data["office"]), person_id=data["person"], kind=data["kind"],
            first_day=data["first_day"], last_day=data["last_day"],
        )  # fmt: skip


class ExternalForm(BaseForm):
    """An agency outside."""

    name = forms.CharField(label=_("Name of the agency"), max_length=200)
    short_name = forms.CharField(label=_("Short name"), max_length=80, required=False)
    group = forms.CharField(label=_("Group"), max_length=40, required=False)
    email = forms.EmailField(label=_("Mail address"), required=False)
    address = forms.CharField(label=_("Postal address"), max_length=300, required=False)
    edxml_code = forms.CharField(label=_("Exchange code"), max_length=35, required=False)

    def to_data(self) -> ExternalData:
        names = ("name", "short_name", "group", "email", "address", "edxml_code")
        return ExternalData(**{name: self.cleaned_data[name] for name in names})


class ChangeExternalForm(ExternalForm):
    is_active = forms.BooleanField(label=_("In use"), required=False)


class GroupForm(BaseForm):
    """A name in lists of recipients that means groups of outside agencies."""

    name = forms.CharField(label=_("Name of the group"), max_length=120)
    groups = forms.MultipleChoiceField(
        label=_("Groups of outside agencies"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, among: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "groups", [(name, name) for name in among])


class DayForm(BaseForm):
    """A day that is worked or off, whatever the national table says."""

    day = DateField(label=_("Day"))
    name = forms.CharField(label=_("Why"), max_length=120)
    is_working = forms.BooleanField(label=_("A working day"), required=False)


class SeasonForm(BaseForm):
    """Working hours from a day of the year on."""

    valid_from = DateField(label=_("From the day"))
    morning_from = forms.TimeField(label=_("Morning from"), initial=dt.time(7, 30))
    morning_until = forms.TimeField(label=_("Morning until"), initial=dt.time(11, 30))
    afternoon_from = forms.TimeField(label=_("Afternoon from"), initial=dt.time(13, 30))
    afternoon_until = forms.TimeField(label=_("Afternoon until"), initial=dt.time(17, 0))

    def to_hours(self) -> Hours:
        names = ("morning_from", "morning_until", "afternoon_from", "afternoon_until")
        return Hours(**{name: self.cleaned_data[name] for name in names})


class PhraseForm(BaseForm):
    """Words for directions."""

    text = forms.CharField(label=_("Phrase"), max_length=300)
    own = forms.BooleanField(label=_("Only for me"), required=False)


class KindsForm(BaseForm):
    """The kinds of paper that go straight to units."""

    types = forms.MultipleChoiceField(
        label=_("Kinds sent straight to units"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(
            self, "types", [(str(t.pk), t.name) for t in DocumentType.objects.order_by("pk")]
        )


class KeywordsForm(BaseForm):
    """Words of a subject that point to a unit, one a line."""

    phrases = forms.CharField(
        label=_("Words, one a line"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )


class SchemeForm(BaseForm):
    """A kind of paper that is numbered apart from the others (Decree 30/2020, Article 15)."""

    of = forms.ChoiceField(label=_("Kind of document"))
    series = forms.CharField(
        label=_("Mark of the series"), max_length=20, required=False,
        help_text=_("It stands in the name of the book. Invitations have a book of their own."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = DocumentType.objects.filter(is_active=True).order_by("position", "name")
        one_by_one = [(str(pk), name) for pk, name in types.values_list("pk", "name")]
        set_choices(self, "of", [(INVITATION, TypeGroup.INVITATION.label), *one_by_one])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("of") not in (None, INVITATION) and not data.get("series", "").strip():
            self.add_error("series", _("Enter the mark of the series, such as GM."))
        return data

    def to_scheme(self) -> dict[str, Any]:
        """What books.set_scheme takes besides the office (valid forms only)."""
        if self.cleaned_data["of"] == INVITATION:
            return {"group": TypeGroup.INVITATION, "book_kind": BookKind.INVITATION}
        return {
            "type_id": int(self.cleaned_data["of"]), "book_kind": BookKind.INCOMING,
            "series": self.cleaned_data["series"],
        }  # fmt: skip
