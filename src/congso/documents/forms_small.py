# SPDX-License-Identifier: AGPL-3.0-or-later
"""The small forms of the registry: envelopes, piles of numbers, the opening of a book."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from congso.common import clock
from congso.documents.enums import AddresseeKind, Road
from congso.documents.services.envelopes import EnvelopeData
from congso.ui.forms import BaseForm, set_choices


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
