# SPDX-License-Identifier: AGPL-3.0-or-later
"""What leaders, the Office, heads and officers enter, turned into what the services take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from congso.common import clock
from congso.common.numbers import read_number
from congso.organisation.queries import working_calendar
from congso.routing.deadlines import Due
from congso.routing.enums import DueKind, Part, PartyRole, Verdict, Way, WorkKind
from congso.routing.parties import Party, ProposalData, Slip
from congso.routing.recipients import Choices, party
from congso.routing.services.attend import Goes
from congso.routing.services.enter import Entered
from congso.ui.forms import BaseForm, DateField, set_choices
from congso.ui.widgets import NOBODY, FileDropWidget, PeoplePickerWidget

HOURS = ("%H:%M", "%Hh%M", "%Hh", "%H")


def add_working_days(day: dt.date, count: int) -> dt.date:
    return working_calendar().add_working_days(day, count)


def _day(label: Any) -> DateField:
    return DateField(
        label=label, required=False, prefer="future", add_working_days=add_working_days
    )


def _hour() -> forms.TimeField:
    box = forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "17:00"})
    return forms.TimeField(label=_("Hour"), required=False, input_formats=HOURS, widget=box)


def due_initial(kind: str, at: dt.datetime | None) -> dict[str, Any]:
    """Day and hour boxes for a deadline."""
    if at is None:
        return {}
    hour = clock.local(at).strftime("%H:%M") if kind == DueKind.HOUR else None
    return {"due_on": clock.day_of(at), "due_hour": hour}


class SlipForm(BaseForm):
    """Recipients, deadline and words of a direction or a proposal."""

    lead = forms.Field(label=_("Lead"), required=False)
    cooperate = forms.Field(label=_("Supporting"), required=False)
    cooperate_on = _day(_("Opinion due"))
    know = forms.Field(label=_("For information"), required=False)
    due_on = _day(_("Deadline"))
    due_hour = _hour()
    due_kind = forms.ChoiceField(
        label=_("Kind of deadline"), required=False, initial=DueKind.DAY,
        choices=((DueKind.DAY, _("By date")), (DueKind.NONE, _("No deadline")),
                 (DueKind.REGULAR, _("Regular work"))),
    )  # fmt: skip
    work_kind = forms.ChoiceField(
        label=_("Kind of work"), choices=WorkKind.choices, initial=WorkKind.ANSWER
    )
    text = forms.CharField(
        label=_("Direction"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    widen = forms.BooleanField(
        label=_("Put them on the list of this restricted paper"), required=False
    )
    basis = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-no-draft": True}))

    def __init__(self, choices: Choices, url: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices
        for name, multiple in (("lead", False), ("cooperate", True), ("know", True)):
            self.fields[name].widget = PeoplePickerWidget(
                url=url, multiple=multiple, chosen=choices.chosen
            )

    def due(self) -> Due:
        """The deadline as entered; none given means the one above."""
        given = self.cleaned_data
        if given["due_kind"] == DueKind.REGULAR:
            return Due.regular()
        if given["due_on"] is None or given["due_kind"] == DueKind.NONE:
            return Due()
        if given["due_hour"] is None:
            return Due.by_day(given["due_on"])
        return Due.by_hour(_moment(given["due_on"], given["due_hour"]))

    def parties(self) -> tuple[Party, ...]:
        """The recipients in their roles."""
        given = self.cleaned_data
        opinion_due = None
        if given["cooperate_on"]:
            opinion_due = Due.by_day(given["cooperate_on"]).at
        found = [party(_one(given["lead"]), PartyRole.LEAD)]
        found += [
            party(value, PartyRole.COOPERATE, due_at=opinion_due)
            for value in _many(given["cooperate"])
        ]
        found += [party(value, PartyRole.KNOW) for value in _many(given["know"])]
        return tuple(one for one in found if one is not None)

    def to_slip(self, document_id: int, **more: Any) -> Slip:
        """The slip as the services take it (valid forms only)."""
        return Slip(**self._facts(document_id), **more)

    def _facts(self, document_id: int) -> dict[str, Any]:
        return {
            "document_id": document_id,
            "parties": self.parties(),
            "text": self.cleaned_data["text"],
            "due": self.due(),
            "work_kind": self.cleaned_data["work_kind"],
            "widen": self.cleaned_data["widen"],
            "basis": self.cleaned_data["basis"] or None,
        }

    def add_refusals(self, errors: dict[str, Any]) -> None:
        """Show what the service refused at the fields a person can mend."""
        names = {"parties": "lead", "due": "due_on", "people": "lead"}
        for name, message in errors.items():
            field = names.get(name, name)
            self.add_error(field if field in self.fields else None, message)


class ProposalForm(SlipForm):
    """The Office's proposal: a slip and the leader it goes to ("0" = straight to the units)."""

    leader = forms.ChoiceField(label=_("Leader"), widget=forms.RadioSelect, required=False)

    def __init__(
        self, leaders: list[tuple[str, str]], may_go_straight: bool, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        straight = [("0", _("Straight to the units"))] if may_go_straight else []
        set_choices(self, "leader", [*leaders, *straight])
        self.fields["text"].label = _("Proposal")

    @property
    def is_straight(self) -> bool:
        return self.cleaned_data.get("leader") == "0"

    def to_data(self, document_id: int, *, why: str, why_values: dict[str, Any]) -> ProposalData:
        """The proposal as the services take it (valid forms only)."""
        leader = self.cleaned_data["leader"]
        return ProposalData(
            **self._facts(document_id),
            leader_id=int(leader) if leader and leader != "0" else None,
            why=why,
            why_values=why_values,
        )


class EnterForm(SlipForm):
    """A leader's direction, written by hand or spoken, entered by somebody else."""

    entered_for = forms.ChoiceField(label=_("Leader"), widget=forms.RadioSelect)
    way = forms.ChoiceField(label=_("How it was given"), widget=forms.RadioSelect)
    given_on = DateField(label=_("Day it was given"), prefer="past", initial=clock.today)
    given_hour = forms.TimeField(
        label=_("Hour it was spoken"), required=False, input_formats=HOURS,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    photo = forms.Field(label=_("Photo of the handwriting"), required=False)

    def __init__(
        self, leaders: list[tuple[str, str]], ways: list[Way], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "entered_for", leaders)
        set_choices(self, "way", [(way.value, way.label) for way in ways])
        self.fields["way"].initial = ways[0].value
        self.fields["photo"].widget = FileDropWidget(
            url=reverse_lazy("filestore:stage"), multiple=False,
            row=f"{reverse('filestore:status', args=[NOBODY])}?as=photo",
        )  # fmt: skip

    def show_photos(self, staged: Callable[[list[str]], list[tuple[str, str, int]]]) -> None:
        """How the photos of a form that is shown again are named."""
        self.fields["photo"].widget.staged = staged

    def to_entered(self, photo: tuple[str, str] = ("", "")) -> Entered:
        """Whose words and how (valid forms only); `photo` is (sha256, name) of the kept file."""
        given = self.cleaned_data
        hour = given["given_hour"] or clock.local(clock.now()).time()
        spoken = given["way"] == Way.SPOKEN
        return Entered(
            leader_id=int(given["entered_for"]),
            way=given["way"],
            paper_date=None if spoken else given["given_on"],
            spoken_at=min(_moment(given["given_on"], hour), clock.now()) if spoken else None,
            photo_sha256=photo[0],
            photo_name=photo[1],
        )


class ReasonForm(BaseForm):
    text = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class WordsForm(BaseForm):
    text = forms.CharField(
        label=_("Words"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class ProgressForm(BaseForm):
    text = forms.CharField(label=_("Progress"), widget=forms.Textarea(attrs={"rows": 2}))
    percent = forms.IntegerField(label=_("Percent"), required=False, min_value=0, max_value=100)


class OpinionForm(BaseForm):
    verdict = forms.ChoiceField(
        label=_("Opinion"), choices=Verdict.choices, widget=forms.RadioSelect,
        initial=Verdict.AGREE,
    )  # fmt: skip
    text = forms.CharField(
        label=_("Comments"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ExtensionForm(BaseForm):
    until = _day(_("New deadline"))
    hour = _hour()
    text = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))

    def to_due(self) -> Due:
        day, hour = self.cleaned_data["until"], self.cleaned_data["hour"]
        return Due.by_day(day) if hour is None else Due.by_hour(_moment(day, hour))

    def clean_until(self) -> dt.date:
        day: dt.date | None = self.cleaned_data["until"]
        if day is None:
            raise forms.ValidationError(_("Enter a date: dd/mm/yyyy."))
        return day


class ForwardForm(BaseForm):
    """To whom a flow is handed on, and why."""

    to = forms.Field(label=_("To whom"))
    text = forms.CharField(
        label=_("Reason"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    widen = forms.BooleanField(
        label=_("Put them on the list of this restricted paper"), required=False
    )

    def __init__(self, choices: Choices, url: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].widget = PeoplePickerWidget(
            url=url, multiple=False, chosen=choices.chosen
        )

    def to_party(self, role: str) -> Party:
        """The recipient in the role of the flow (valid forms only)."""
        found = party(_one(self.cleaned_data["to"]), role)
        return found or Party(role)

    def add_refusals(self, errors: dict[str, Any]) -> None:
        """Show what the service refused."""
        for name, message in errors.items():
            self.add_error({"parties": "to", "reason": "text"}.get(name), message)


class KnowForm(BaseForm):
    """Who else of the unit is to read the paper."""

    know = forms.Field(label=_("For information"))
    text = forms.CharField(
        label=_("Words"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    widen = forms.BooleanField(
        label=_("Put them on the list of this restricted paper"), required=False
    )

    def __init__(self, choices: Choices, url: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["know"].widget = PeoplePickerWidget(url=url, chosen=choices.chosen)

    def to_slip(self, document_id: int) -> Slip:
        """The slip as the services take it (valid forms only)."""
        given = self.cleaned_data
        parties = (party(value, PartyRole.KNOW) for value in _many(given["know"]))
        return Slip(
            document_id=document_id,
            parties=tuple(one for one in parties if one is not None),
            text=given["text"],
            work_kind=WorkKind.TO_KNOW,
            widen=given["widen"],
        )

    def add_refusals(self, errors: dict[str, Any]) -> None:
        """Show what the service refused."""
        for name, message in errors.items():
            self.add_error(name if name in self.fields else "know", message)


class AttendanceForm(BaseForm):
    """Who goes to a meeting: leaders by one tap, others by name."""

    leaders = forms.MultipleChoiceField(
        label=_("Leaders who attend"), required=False, widget=forms.CheckboxSelectMultiple
    )
    attend = forms.Field(label=_("Others who attend"), required=False)
    instead = forms.Field(label=_("Attends in another's place"), required=False)
    instead_of = forms.ChoiceField(label=_("In place of"), required=False)
    prepare = forms.Field(label=_("Prepares the papers"), required=False)
    speak = forms.Field(label=_("Speaks"), required=False)
    note = forms.CharField(label=_("Words"), required=False, max_length=300)
    widen = forms.BooleanField(
        label=_("Put them on the list of this restricted paper"), required=False
    )

    def __init__(
        self, leaders: list[tuple[str, str]], choices: Choices, url: str, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "leaders", leaders)
        set_choices(self, "instead_of", [("", "–"), *leaders])
        for name, multiple in (
            ("attend", True), ("instead", False), ("prepare", True), ("speak", True),
        ):  # fmt: skip
            self.fields[name].widget = PeoplePickerWidget(
                url=url, multiple=multiple, chosen=choices.chosen
            )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(given.get(name) for name in ("leaders", *PARTS)):
            raise forms.ValidationError(_("Name somebody."))
        if bool(given.get("instead")) != bool(given.get("instead_of")):
            self.add_error("instead_of", _("Say in whose place the person attends."))
        return given

    def goes(self) -> list[Goes]:
        """The parts as the service takes them (valid forms only)."""
        given = self.cleaned_data
        found = [Goes(int(pk), note=given["note"]) for pk in given["leaders"]]
        for name, part in PARTS.items():
            for value in _many(given[name]) or [_one(given[name])]:
                kind, _colon, number = value.partition(":")
                pk = read_number(number)
                if kind != "person" or pk is None:
                    continue
                instead_of = int(given["instead_of"]) if part == Part.INSTEAD else None
                found.append(Goes(pk, part, instead_of, given["note"]))
        return found

    def add_refusals(self, errors: dict[str, Any]) -> None:
        """Show what the service refused."""
        for message in errors.values():
            self.add_error(None, message)


PARTS = {
    "attend": Part.ATTEND, "instead": Part.INSTEAD, "prepare": Part.PREPARE, "speak": Part.SPEAK,
}  # fmt: skip


class PhraseForm(BaseForm):
    text = forms.CharField(label=_("Words for a direction"), max_length=300)

    def add_refusals(self, errors: dict[str, Any]) -> None:
        """Show what the service refused."""
        for message in errors.values():
            self.add_error("text", message)


class LeaderForm(BaseForm):
    leader = forms.ChoiceField(label=_("Leader"), widget=forms.RadioSelect)

    def __init__(self, leaders: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "leader", leaders)


def _moment(day: dt.date, hour: dt.time) -> dt.datetime:
    return clock.at(day, hour.hour, hour.minute)


def _one(value: Any) -> str:
    return str(value or "")


def _many(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, (list, tuple)) else []
