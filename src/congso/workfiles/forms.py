# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from congso.routing.enums import FinishKind
from congso.ui.forms import BaseForm, set_choices
from congso.workfiles.enums import Retention
from congso.workfiles.services import WorkFileData

NEW = "new"


class WorkFileForm(BaseForm):
    title = forms.CharField(label=_("Title of the work file"), max_length=500)
    symbol = forms.CharField(label=_("Symbol of the file"), required=False, max_length=30)
    retention = forms.ChoiceField(
        label=_("Retention"), choices=Retention.choices, initial=Retention.YEARS_10
    )

    def to_data(self) -> WorkFileData:
        return WorkFileData(**self.cleaned_data)


class KeeperForm(BaseForm):
    """Who keeps the file from now on."""

    keeper = forms.ChoiceField(label=_("New keeper"))

    def __init__(self, people: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "keeper", [("", ""), *people])


class PutInForm(BaseForm):
    """Into which file a paper goes: one of ours, or a new one."""

    work_file = forms.ChoiceField(label=_("Work file"), required=False)
    title = forms.CharField(label=_("Title of a new work file"), required=False, max_length=500)

    def __init__(self, files: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "work_file", [*files, (NEW, _("A new work file"))])

    @property
    def chosen(self) -> int | None:
        """The id of the chosen file; None for a new one."""
        value = self.cleaned_data["work_file"]
        return int(value) if value and value != NEW else None


class FinishForm(PutInForm):
    """How work ends: into a file of ours, a new one, or kept for reference (PRACTICE 2.8)."""

    kind = forms.ChoiceField(
        label=_("How it is finished"), widget=forms.RadioSelect, initial=FinishKind.FILED,
        choices=((FinishKind.FILED, _("Put into a work file")),
                 (FinishKind.REFERENCE, _("Kept for reference"))),
    )  # fmt: skip
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    field_order = ("kind", "work_file", "title", "note")

    @property
    def is_filed(self) -> bool:
        return bool(self.cleaned_data["kind"] == FinishKind.FILED)
