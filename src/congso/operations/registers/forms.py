# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people choose about an import, turned into what the services take."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from congso.common import clock
from congso.common.actor import Actor
from congso.documents import issuers
from congso.documents.enums import BookKind, Road
from congso.operations.models import ImportRow, ImportRun
from congso.operations.registers.columns import BY_KEY, FIELDS, required
from congso.operations.registers.enums import Restrict
from congso.operations.registers.policies import offices_with_right
from congso.organisation.models import RegistryOffice
from congso.ui.forms import BaseForm, FileDropWidget, IdListField, PeoplePickerWidget

LARGEST = 25 << 20
SHOWN = 3


class UploadForm(BaseForm):
    """The file and the book its lines belong to."""

    file = forms.FileField(
        label=_("Register file (.xlsx)"),
        error_messages={"required": _("Choose the register as an .xlsx file.")},
    )
    office = forms.ModelChoiceField(
        label=_("Registry office"), queryset=RegistryOffice.objects.none(), empty_label=None
    )
    kind = forms.ChoiceField(label=_("Book"), choices=BookKind.choices)
    year = forms.IntegerField(label=_("Year of the book"))
    series = forms.CharField(label=_("Series"), required=False, max_length=20)
    sheet = forms.CharField(label=_("Sheet"), required=False, max_length=120)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = RegistryOffice.objects.filter(pk__in=offices_with_right(actor))
        self.fields["office"].queryset = offices.select_related("unit")  # type: ignore[attr-defined]
        self.fields["office"].label_from_instance = lambda office: office.unit.name  # type: ignore[attr-defined]
        self.fields["year"].widget.attrs["inputmode"] = "numeric"
        if not self.is_bound:
            self.initial["year"] = clock.today().year - 1
            self.initial["office"] = offices.first()

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 25 MB. Split it by year."))
        return file


class MappingForm(BaseForm):
    """One choice of column for each of our fields, and how the rows are taken."""

    convert = forms.BooleanField(
        label=_("Convert old codes (TCVN3, VNI) to Unicode"), required=False
    )
    road = forms.ChoiceField(label=_("How papers came, where the row does not say"),
        choices=Road.choices, initial=Road.HAND)  # fmt: skip
    restrict = forms.ChoiceField(label=_("Restricted papers"), choices=Restrict.choices,
        initial=Restrict.NONE, widget=forms.RadioSelect)  # fmt: skip
    readers = IdListField(
        label=_("Who may read the restricted papers"),
        required=False,
        widget=PeoplePickerWidget(
            url=reverse_lazy("documents:people"), chosen=issuers.chosen_people
        ),
    )

    def __init__(self, run: ImportRun, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.run = run
        needed = required(run.kind)
        columns = [("", _("no column"))] + [
            (str(i), text or _("column %(letter)s") % {"letter": _letter(i)})
            for i, text in enumerate(run.headings)
        ]
        for item in FIELDS:
            field = forms.ChoiceField(
                label=str(item.label), choices=columns, required=item.key in needed,
                initial=str(run.mapping.get(item.key, "")),
                error_messages={"required": _("Choose the column of this field.")},
            )  # fmt: skip
            self.fields[f"column_{item.key}"] = field
        if not self.is_bound:
            for name, value in self._chosen_before().items():
                self.initial[name] = value

    def _chosen_before(self) -> dict[str, Any]:
        options = self.run.options
        petition = self.run.kind == BookKind.PETITION
        return {
            "convert": options.get("convert", False),
            "road": options.get("road", Road.HAND),
            "restrict": options.get("restrict", Restrict.ALL if petition else Restrict.NONE),
            "readers": [str(pk) for pk in options.get("reader_ids", ())],
        }

    def clean_readers(self) -> tuple[int, ...]:
        return issuers.person_ids(self.cleaned_data["readers"])

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or self.cleaned_data
        taken: dict[str, str] = {}
        for item in FIELDS:
            column = data.get(f"column_{item.key}")
            if not column:
                continue
            if column in taken:
                text = _("This column is chosen for “%(other)s” already.")
                self.add_error(f"column_{item.key}", text % {"other": BY_KEY[taken[column]].label})
            taken.setdefault(column, item.key)
        if data.get("restrict") != Restrict.NONE and not data.get("readers"):
            self.add_error(
                "readers", _("Name at least one person who may read the restricted papers.")
            )
        return data

    @property
    def mapping(self) -> dict[str, int]:
        """Field -> column of a valid form."""
        chosen = {item.key: self.cleaned_data.get(f"column_{item.key}") for item in FIELDS}
        return {key: int(column) for key, column in chosen.items() if column}

    def lines(self, samples: list[ImportRow]) -> list[dict[str, Any]]:
        """Each field with its choice, how sure the proposal is, and what stands in the column."""
        needed = required(self.run.kind)
        return [
            {
                "bound": self[f"column_{item.key}"],
                "needed": item.key in needed,
                "sure": self.run.confidence.get(item.key),
                "percent": int(100 * self.run.confidence.get(item.key, 0)),
                "samples": _samples(samples, self.run.mapping.get(item.key)),
            }
            for item in FIELDS
        ]


class ScansForm(BaseForm):
    """Scans that are up already, by their public ids."""

    scans = IdListField(
        label=_("Scans"),
        error_messages={"required": _("Choose scans, or one zip of them.")},
        widget=FileDropWidget(url=reverse_lazy("filestore:stage")),
    )


def _samples(rows: list[ImportRow], column: int | None) -> list[str]:
    if column is None:
        return []
    cells = [row.cells[column] for row in rows if column < len(row.cells)]
    return [_shown(cell)[:60] for cell in cells if cell not in (None, "")][:SHOWN]


def _shown(cell: Any) -> str:
    if isinstance(cell, dict):
        text = str(cell.get("d") or cell.get("e"))
        return "/".join(reversed(text[:10].split("-"))) if "d" in cell else text
    return str(cell)


def _letter(index: int) -> str:
    return chr(65 + index) if index < 26 else chr(64 + index // 26) + chr(65 + index % 26)
