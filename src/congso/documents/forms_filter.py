# SPDX-License-Identifier: AGPL-3.0-or-later
"""What narrows a list of papers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from congso.accounts.models import Person
from congso.common.actor import Actor
from congso.documents import issuers
from congso.documents.enums import State, Urgency
from congso.documents.forms import IssuerWidget
from congso.documents.models import DocumentType
from congso.documents.queries_offices import leaders_asked_by, units_asked_by
from congso.documents.search import OVERDUE, SOON, Filters
from congso.organisation.models import Unit
from congso.ui.formats import full_date
from congso.ui.forms import BaseForm, DateField, IdListField, set_queryset
from congso.ui.widgets import as_list

STATES = tuple(choice for choice in State.choices if choice[0] != State.JOINED)
DEADLINES = ((OVERDUE, _("Overdue")), (SOON, _("Due soon")))


class FilterForm(BaseForm):
    """What narrows a list, read from the address so that it can be bookmarked."""

    type = forms.ModelChoiceField(
        label=_("Kind of document"), required=False, empty_label=_("Any"),
        queryset=DocumentType.objects.all(),
    )  # fmt: skip
    issuer: forms.Field = IdListField(
        label=_("Issuing agency"), required=False, widget=IssuerWidget()
    )
    since = DateField(label=_("Arrived from"), required=False, prefer="past")
    until = DateField(label=_("Arrived until"), required=False, prefer="past")
    urgency = forms.TypedChoiceField(
        label=_("Urgency"), required=False, coerce=int, empty_value=None,
        choices=(("", _("Any")), *Urgency.choices),
    )  # fmt: skip

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=(("", _("Any")), *STATES),
    )  # fmt: skip
    unit = forms.ModelChoiceField(
        label=_("Unit in charge"), required=False, empty_label=_("Any"),
        queryset=Unit.objects.none(),
    )  # fmt: skip
    leader = forms.ModelChoiceField(
        label=_("Leader who directed"), required=False, empty_label=_("Any"),
        queryset=Person.objects.none(),
    )  # fmt: skip
    deadline = forms.ChoiceField(
        label=_("Deadline"), required=False, choices=(("", _("Any")), *DEADLINES),
    )  # fmt: skip

    def __init__(self, actor: Actor, *args: Any, is_shown: bool = True, **kwargs: Any) -> None:
        """`is_shown`: also for choosing from; a list only reads what its address says."""
        super().__init__(*args, **kwargs)
        if is_shown or self.data.get("unit"):
            set_queryset(self, "unit", units_asked_by(actor))
        if is_shown or self.data.get("leader"):
            set_queryset(self, "leader", leaders_asked_by(actor))

    def clean_issuer(self) -> Any:
        """The chosen agency, which has to be one."""
        given = self.cleaned_data["issuer"]
        if given and not self.issuer_name:
            raise forms.ValidationError(_("There is no such agency."))
        return given

    def filters(self) -> Filters:
        """The same as search takes it; a field that cannot be read stands in `wrong`."""
        given = self._given()
        return Filters(
            type_ids=(given["type"].pk,) if given.get("type") else (),
            issuer=self.issuer_name,
            arrived_from=given.get("since"),
            arrived_until=given.get("until"),
            urgency=given.get("urgency"),
            states=(given["state"],) if given.get("state") else (),
            unit_id=given["unit"].pk if given.get("unit") else None,
            leader_id=given["leader"].pk if given.get("leader") else None,
            deadline=given.get("deadline", ""),
        )

    @cached_property
    def issuer_name(self) -> str:
        """The name of the chosen agency; empty when none is chosen or there is no such one."""
        given = as_list(self["issuer"].value()) if self.is_bound else []
        name = issuers.chosen(given[:1])[0][1] if given else ""
        return "" if name == issuers.UNKNOWN else name

    def _given(self) -> dict[str, Any]:
        """What was read; one field that cannot be read does not take the others with it."""
        return self.cleaned_data if self.is_bound and self.errors is not None else {}

    def wrong(self) -> list[tuple[str, str]]:
        """The fields that could not be read and so narrow nothing: label and what to mend."""
        return [(str(self[name].label), str(errors[0])) for name, errors in self.errors.items()]

    def as_entered(self) -> dict[str, str]:
        """The same words again for another form; the agency by its name."""
        given = {name: str(self.data.get(name) or "") for name in self.fields}
        given["issuer"] = self.issuer_name or given["issuer"]
        return {name: value for name, value in given.items() if value}

    def chips(self) -> list[tuple[str, str]]:
        """What narrows the list now: name of the parameter and words."""
        filters = self.filters()
        given = self._given()
        found = [
            ("type", str(given["type"]) if given.get("type") else ""),
            ("issuer", filters.issuer),
            ("since", _("from %(day)s") % {"day": full_date(filters.arrived_from)}
             if filters.arrived_from else ""),
            ("until", _("until %(day)s") % {"day": full_date(filters.arrived_until)}
             if filters.arrived_until else ""),
            ("urgency", Urgency(filters.urgency).label if filters.urgency is not None else ""),
            ("state", dict(STATES).get(given.get("state", ""), "")),
            ("unit", str(given["unit"]) if given.get("unit") else ""),
            ("leader", str(given["leader"]) if given.get("leader") else ""),
            ("deadline", dict(DEADLINES).get(filters.deadline, "")),
        ]  # fmt: skip
        return [(name, str(words)) for name, words in found if words]
