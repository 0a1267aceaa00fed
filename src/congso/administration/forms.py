# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is entered on the Office's pages about people, units and requests."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from congso.accounts.enums import Gender, StaffKind
from congso.accounts.models import Person
from congso.administration.services.first_setup import AgencyData
from congso.administration.services.issuing import AccountData
from congso.administration.services.requests import ChangeData
from congso.common import clock
from congso.common.numbers import read_number
from congso.organisation.enums import Position, Rank, Role, UnitKind
from congso.organisation.models import RegistryOffice, RoleGrant, Unit
from congso.organisation.queries import valid_on
from congso.organisation.services.people import PostData
from congso.organisation.services.registries import RegistryData
from congso.organisation.services.structure import UnitData
from congso.ui.forms import BaseForm, DateField, PeoplePickerWidget, set_choices

HEAD, DEPUTY = "head", "deputy"


def _names(ids: list[str]) -> list[tuple[str, str]]:
    wanted = [pk for key in ids if (pk := read_number(key)) is not None]
    found = Person.objects.filter(pk__in=wanted).values_list("pk", "full_name")
    return [(str(pk), name) for pk, name in found]


class PersonField(forms.IntegerField):
    """One person, searched by name; the value is the id."""

    def __init__(self, **kwargs: Any) -> None:
        widget = PeoplePickerWidget(
            url=reverse_lazy("administration:people"), multiple=False, chosen=_names
        )
        super().__init__(min_value=1, max_value=2**62, widget=widget, **kwargs)

    def clean(self, value: Any) -> int | None:
        number: int | None = super().clean(value)
        if number is not None and not Person.objects.filter(pk=number, is_active=True).exists():
            raise forms.ValidationError(_("Choose a person from the list."), code="unknown")
        return number


def open_units() -> list[tuple[str, str]]:
    """Units of today to choose from, in the order of the tree."""
    found = Unit.objects.filter(valid_on(clock.today())).values_list("pk", "name", "code")
    return [(str(pk), f"{name} ({code})") for pk, name, code in found]


def offices(among: set[int] | None = None) -> list[tuple[str, str]]:
    """Registry offices to choose from; all of them, or these."""
    found = RegistryOffice.objects.select_related("unit").order_by("pk")
    if among is not None:
        found = found.filter(pk__in=among)
    return [(str(office.pk), office.unit.name) for office in found]


def _since() -> DateField:
    return DateField(label=_("From the day"), initial=clock.today)


class _UnitChoice(BaseForm):
    """A form with a unit; the choices are those of the day."""

    unit = forms.ChoiceField(label=_("Unit"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "unit", open_units())


class FirstSetUpForm(BaseForm):
    """The agency and the first person of its Office."""

    name = forms.CharField(label=_("Name of the agency"), max_length=200)
    printed_superior = forms.CharField(
        label=_("Agency above it, as printed"), max_length=200, required=False,
        help_text=_("First line of every paper, for example ỦY BAN NHÂN DÂN TỈNH …"),
    )  # fmt: skip
    symbol = forms.CharField(
        label=_("Symbol of the agency"), max_length=30,
        help_text=_("As in the numbers of its papers, for example SNN"),
    )  # fmt: skip
    place = forms.CharField(
        label=_("Place, as printed before the date"), max_length=80, required=False
    )
    leadership_name = forms.CharField(
        label=_("Name of the leadership"), max_length=200, initial="Ban Giám đốc"
    )
    office_name = forms.CharField(
        label=_("Name of the Office"), max_length=200, initial="Văn phòng"
    )
    full_name = forms.CharField(label=_("Full name"), max_length=120)
    gender = forms.ChoiceField(label=_("Gender"), choices=Gender.choices)
    staff_kind = forms.ChoiceField(label=_("Kind of staff"), choices=StaffKind.choices)
    position = forms.ChoiceField(
        label=pgettext_lazy("post", "Title"),
        choices=((HEAD, "Chánh Văn phòng"), (DEPUTY, "Phó Chánh Văn phòng")),
    )
    password1 = forms.CharField(
        label=_("Password, 12 characters or more"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    password2 = forms.CharField(
        label=_("Password, again"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    code = forms.CharField(label=_("Set-up code"), max_length=60, required=False)

    def __init__(self, *args: Any, asks_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks_code:
            self.fields["code"].required = True
        else:
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password1") and data["password1"] != data.get("password2"):
            self.add_error("password2", _("The two passwords differ. Type them again."))
        return data

    def to_data(self) -> AgencyData:
        data = self.cleaned_data
        is_head = data["position"] == HEAD
        names = ("name", "printed_superior", "symbol", "place", "office_name", "leadership_name",
                 "full_name", "gender", "staff_kind")  # fmt: skip
        title = "Chánh Văn phòng" if is_head else "Phó Chánh Văn phòng"
        return AgencyData(
            **{name: data[name] for name in names},
            title=title, is_head=is_head, password=data["password1"],
        )  # fmt: skip


class AccountForm(_UnitChoice):
    """A new account and the person's first post."""

    field_order = ("full_name", "unit", "title", "position", "rank", "staff_kind", "gender")
    full_name = forms.CharField(
        label=_("Full name"), max_length=120,
        widget=forms.TextInput(attrs={
            "hx-get": reverse_lazy("administration:propose-login"),
            "hx-trigger": "input changed delay:300ms", "hx-target": "#login-proposal",
            "autocomplete": "off",
        }),
    )  # fmt: skip
    title = forms.CharField(
        label=pgettext_lazy("post", "Title"), max_length=120, initial="Chuyên viên"
    )
    position = forms.ChoiceField(label=pgettext_lazy("post", "Position"), choices=Position.choices,
                                 initial=Position.MEMBER)  # fmt: skip
    rank = forms.TypedChoiceField(
        label=_("Order in lists"), choices=Rank.choices, coerce=int, initial=Rank.OFFICER
    )
    staff_kind = forms.ChoiceField(label=_("Kind of staff"), choices=StaffKind.choices)
    gender = forms.ChoiceField(label=_("Gender"), choices=Gender.choices)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    valid_from = _since()

    def to_data(self) -> AccountData:
        data = self.cleaned_data
        return AccountData(
            full_name=data["full_name"], gender=data["gender"], staff_kind=data["staff_kind"],
            unit_id=int(data["unit"]), title=data["title"], position=data["position"],
            rank=data["rank"], phone=data["phone"], valid_from=data["valid_from"],
        )  # fmt: skip


class PostForm(_UnitChoice):
    """A post for a person: a further one, or the one he moves to."""

    title = forms.CharField(label=pgettext_lazy("post", "Title"), max_length=120)
    position = forms.ChoiceField(label=pgettext_lazy("post", "Position"), choices=Position.choices,
                                 initial=Position.MEMBER)  # fmt: skip
    rank = forms.TypedChoiceField(
        label=_("Order in lists"), choices=Rank.choices, coerce=int, initial=Rank.OFFICER
    )
    is_primary = forms.BooleanField(label=_("Main post"), required=False)
    valid_from = _since()

    def to_data(self, person_id: int) -> PostData:
        data = self.cleaned_data
        return PostData(
            person_id=person_id, unit_id=int(data["unit"]), title=data["title"],
            position=data["position"], rank=data["rank"], is_primary=data["is_primary"],
        )  # fmt: skip


class MoveForm(PostForm):
    """Where the person goes; the old post ends the day before."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["is_primary"]

    def to_data(self, person_id: int) -> PostData:
        self.cleaned_data["is_primary"] = True
        return super().to_data(person_id)


class RoleForm(BaseForm):
    """A dated duty beside the post."""

    role = forms.ChoiceField(label=pgettext_lazy("duty", "Role"))
    office = forms.ChoiceField(label=_("Registry office"), required=False)
    leader = PersonField(label=_("Leader served (secretary)"), required=False)
    decision = forms.CharField(label=_("Decision (number, date)"), max_length=200, required=False)
    valid_from = _since()
    valid_until = DateField(label=_("Last day"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "role", Role.choices)
        set_choices(self, "office", [("", "–"), *offices()])

    def to_row(self, person_id: int) -> RoleGrant:
        data = self.cleaned_data
        return RoleGrant(
            person_id=person_id, role=data["role"],
            registry_office_id=int(data["office"]) if data["office"] else None,
            leader_id=data["leader"], decision=data["decision"],
            valid_from=data["valid_from"], valid_until=data["valid_until"],
        )  # fmt: skip


class LastDayForm(BaseForm):
    """The day after which something ends."""

    last_day = DateField(label=_("Last day"), initial=clock.today)


class ReasonForm(BaseForm):
    """A reason that is kept and read."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class ChangeForm(BaseForm):
    """What the person wishes changed; what is left as it is needs no entry."""

    full_name = forms.CharField(label=_("Full name"), max_length=120, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    title = forms.CharField(label=pgettext_lazy("post", "Title"), max_length=120, required=False)
    since = DateField(label=_("Unit and title from the day"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "unit", [("", "–"), *open_units()])

    def to_data(self) -> ChangeData:
        data = self.cleaned_data
        unit_id = int(data["unit"]) if data["unit"] else None
        names = ("full_name", "phone", "title", "since")
        return ChangeData(**{name: data[name] for name in names}, unit_id=unit_id)


class ImportForm(BaseForm):
    """A sheet of people."""

    file = forms.FileField(label=_("Excel file (.xlsx)"))


class UnitForm(BaseForm):
    """A new unit of the tree."""

    name = forms.CharField(label=_("Name of the unit"), max_length=200)
    code = forms.CharField(label=_("Short code"), max_length=40)
    kind = forms.ChoiceField(label=_("Kind of unit"), initial=UnitKind.ROOM)
    parent = forms.ChoiceField(label=_("Under"), required=False)
    mailbox = forms.SlugField(label=_("Mailbox, before the @"), max_length=60, required=False)
    position = forms.IntegerField(
        label=_("Place in the order"), min_value=0, max_value=9999, initial=50
    )
    valid_from = _since()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "kind", UnitKind.choices)
        set_choices(self, "parent", [("", "–"), *open_units()])

    def to_data(self) -> UnitData:
        data = self.cleaned_data
        names = ("code", "kind", "name", "mailbox", "position")
        parent_id = int(data["parent"]) if data["parent"] else None
        return UnitData(**{name: data[name] for name in names}, parent_id=parent_id)


class RenameForm(BaseForm):
    """Another name from a day on."""

    name = forms.CharField(label=_("New name"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    since = _since()


class CloseUnitForm(BaseForm):
    """The end of a unit."""

    last_day = DateField(label=_("Last day"), initial=clock.today)
    successor = forms.ChoiceField(label=_("Successor"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "successor", [("", "–"), *open_units()])


class RegistryForm(BaseForm):
    """What a registry office prints, and its switches."""

    printed_name = forms.CharField(label=_("Name as printed"), max_length=200)
    printed_parent = forms.CharField(
        label=_("Agency above it, as printed"), max_length=200, required=False
    )
    stamp_name = forms.CharField(
        label=_("Name on the arrival stamp"), max_length=80, required=False
    )
    place = forms.CharField(
        label=_("Place, as printed before the date"), max_length=80, required=False
    )
    edxml_code = forms.CharField(label=_("Exchange code"), max_length=35, required=False)
    clerk_may_propose = forms.BooleanField(
        label=_("The clerk may propose to whom a paper goes"), required=False
    )
    office_may_send_straight = forms.BooleanField(
        label=_("The Office may send routine papers straight to units"), required=False
    )
    is_trial = forms.BooleanField(
        label=_("Trial phase: numbers come from trial books"), required=False
    )

    def to_data(self) -> RegistryData:
        return RegistryData(**self.cleaned_data)


class EstablishForm(BaseForm):
    """A registry office for a unit that has none."""

    printed_name = forms.CharField(label=_("Name as printed"), max_length=200)
    printed_parent = forms.CharField(
        label=_("Agency above it, as printed"), max_length=200, required=False
    )
    symbol = forms.CharField(label=_("Symbol of the agency"), max_length=30)
    place = forms.CharField(
        label=_("Place, as printed before the date"), max_length=80, required=False
    )
    valid_from = _since()


class SymbolForm(BaseForm):
    """Another symbol from a day on."""

    symbol = forms.CharField(label=_("New symbol"), max_length=30)
    since = _since()


class AppointForm(PostForm):
    """Somebody's post, on the page of all posts."""

    field_order = ("person", "unit")
    person = PersonField(label=_("Person"))


class GrantForm(RoleForm):
    """Somebody's duty, on the page of all duties."""

    field_order = ("person", "role")
    person = PersonField(label=_("Person"))
