# SPDX-License-Identifier: AGPL-3.0-or-later
"""What narrows a list of papers."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from congso.documents import issuers
from congso.documents.enums import Urgency
from congso.documents.forms import IssuerWidget
from congso.documents.models import DocumentType
from congso.documents.search import Filters
from congso.ui.formats import full_date
from congso.ui.forms import BaseForm, DateField, IdListField


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
