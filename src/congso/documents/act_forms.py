# SPDX-License-Identifier: AGPL-3.0-or-later
"""The small forms of acts on a paper: a reason, a road, a list of people."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from congso.common import clock
from congso.common.actor import Actor
from congso.documents import issuers, kept_files
from congso.documents.enums import Road, Urgency
from congso.documents.incoming import FileRef, IncomingData
from congso.documents.kept_files import KeptFile
from congso.documents.models import Document, DocumentFile
from congso.documents.services import secret_removal
from congso.ui import formats
from congso.ui.forms import BaseForm, DateField, IdListField, set_choices
from congso.ui.widgets import FileDropWidget, PeoplePickerWidget, as_list

HANDED_ROADS = [(road.value, road.label) for road in (Road.HAND, Road.POST, Road.MAIL, Road.FAX)]


class KeptFilesWidget(FileDropWidget):
    """Files go up, are checked and kept at once; the form carries their tokens."""

    template_name = "documents/widgets/kept_files.html"
    actor: Actor | None = None

    def items(self, ids: list[str]) -> list[dict[str, Any]]:
        if self.actor is None:
            return []
        return [{"file": file} for file in kept_files.read(self.actor, ids)]


class ActForm(BaseForm):
    """What every form of an act has: who acts."""

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def about(self, document: Document) -> None:
        """What the form has to know of the paper before it is shown or read."""

    def add_refusals(self, errors: dict[str, Any]) -> None:
        """Show what the service refused at the field, or above the form."""
        for name, message in errors.items():
            field = {"arrived_at": "arrived_on", "reader_ids": "readers"}.get(name, name)
            self.add_error(field if field in self.fields else None, message)


class ReasonForm(ActForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class NoteForm(ActForm):
    note = forms.CharField(
        label=_("What is missing"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class FilesForm(ActForm):
    """An act that may bring files; the form carries tokens of files that are kept already."""

    # a form class keeps no fields as attributes: Django's own `files` stays
    files = IdListField(  # type: ignore[assignment]
        label=_("Files"),
        required=False,
        widget=KeptFilesWidget(url=reverse_lazy("filestore:stage")),
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        self.fields["files"].widget.actor = actor

    def clean_files(self) -> tuple[FileRef, ...]:
        tokens = as_list(self.cleaned_data["files"])
        found: list[KeptFile] = kept_files.read(self.actor, tokens)
        if not kept_files.are_all_there(self.actor, tokens, found):
            raise forms.ValidationError(
                _("A file is still being checked, or was uploaded too long ago. Add it again.")
            )
        return tuple(file.ref() for file in found)


class JoinForm(FilesForm):
    """One more road by which the same paper came."""

    road = forms.ChoiceField(label=_("How it came"), choices=Road.choices, initial=Road.POST)
    arrived_on = DateField(label=_("Date of arrival"), prefer="past")
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    field_order = ("road", "arrived_on", "note", "files")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        self.initial.setdefault("arrived_on", clock.today())

    @property
    def arrived_at(self) -> dt.datetime:
        """The moment meant: now for today, else the first working hour of that day."""
        day: dt.date = self.cleaned_data["arrived_on"]
        return clock.now() if day == clock.today() else clock.at(day, 7, 30)


class AnnexForm(FilesForm):
    is_complete = forms.BooleanField(
        label=_("Nothing is missing any more"), required=False, initial=True
    )


class ReadersForm(ActForm):
    readers = IdListField(
        label=_("Named readers"),
        widget=PeoplePickerWidget(
            url=reverse_lazy("documents:people"), chosen=issuers.chosen_people
        ),
    )

    def clean_readers(self) -> list[int]:
        return list(issuers.person_ids(self.cleaned_data["readers"]))


class WidenForm(ReadersForm):
    """Adding readers is said twice: more people will see the paper."""

    confirmed = forms.BooleanField(
        label=_("I confirm: these people will see the restricted paper"), required=False
    )


class LiftForm(ActForm):
    confirmed = forms.BooleanField(
        label=_("I confirm: everybody who sees the papers of the office will see this one"),
        required=False,
    )


class FilesOfPaperForm(ActForm):
    """Which files of the paper are meant: all, unless one takes a tick away."""

    removed = forms.TypedMultipleChoiceField(
        label=_("Files to remove"), coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one file.")},
    )  # fmt: skip

    def offer(self, found: list[DocumentFile]) -> None:
        """Offer these files, all of them ticked."""
        set_choices(self, "removed", [(str(file.pk), _file_label(file)) for file in found])
        self.initial["removed"] = [str(file.pk) for file in found]


def _file_label(file: DocumentFile) -> str:
    return f"{file.name} ({file.get_role_display()}, {formats.file_size(file.size)})"


class AskRemovalForm(FilesOfPaperForm):
    """The first person says why, and which files go."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def about(self, document: Document) -> None:
        self.offer(secret_removal.removable(document))


class SecretRemovalForm(FilesOfPaperForm):
    """The second person sees which files go and says it in so many words: for good."""

    def about(self, document: Document) -> None:
        self.offer(secret_removal.asked_files(document))

    confirmed = forms.BooleanField(
        label=_("I confirm: it is a secret paper; erase its files for good"), required=False
    )


class EmptyForm(ActForm):
    """An act that asks nothing."""


class HandInForm(FilesForm):
    """A paper that went past the registry, as far as its receiver knows it."""

    office = forms.ChoiceField(label=_("Registry office"))
    issuer = forms.CharField(label=_("Issuing agency"), max_length=300)
    symbol = forms.CharField(label=_("Number and symbol"), max_length=60, required=False)
    issued_on = DateField(label=_("Date of the document"), required=False, prefer="past")
    subject = forms.CharField(label=_("Subject"), widget=forms.Textarea(attrs={"rows": 2}))
    road = forms.ChoiceField(label=_("How it came"), choices=HANDED_ROADS, initial=Road.HAND)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Urgency.choices, initial=Urgency.NORMAL)
    note = forms.CharField(label=_("Note for the clerk"), required=False, max_length=300)

    field_order = (
        "files", "office", "issuer", "symbol", "issued_on", "subject", "road", "urgency", "note",
    )  # fmt: skip

    def __init__(self, actor: Actor, offices: list[tuple[str, str]], *args: Any) -> None:
        super().__init__(actor, *args)
        set_choices(self, "office", offices)
        if len(offices) == 1:
            self.fields["office"].initial = offices[0][0]
            self.fields["office"].widget = forms.HiddenInput()

    def to_data(self, type_id: int) -> IncomingData:
        """The paper as the service takes it (valid forms only)."""
        given = self.cleaned_data
        return IncomingData(
            office_id=int(given["office"]),
            type_id=type_id,
            subject=given["subject"],
            symbol=given["symbol"],
            issued_on=given["issued_on"],
            issuer_name=given["issuer"],
            arrived_at=clock.now(),
            road=given["road"],
            urgency=int(given["urgency"]),
            files=given["files"],
            paper_number_note="" if given["symbol"] else str(_("without number")),
        )
