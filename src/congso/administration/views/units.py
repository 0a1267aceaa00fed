# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tree of units, their names and registry offices, each by dates (B-49)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.administration.forms import (
    CloseUnitForm,
    EstablishForm,
    RegistryForm,
    RenameForm,
    SymbolForm,
    UnitForm,
)
from congso.administration.policies import may_keep_accounts
from congso.administration.views import frame
from congso.administration.views.frame import Panel
from congso.common import clock
from congso.organisation.models import AgencySymbol, Post, RegistryOffice, Unit, UnitName
from congso.organisation.queries import valid_on
from congso.organisation.services import registries, structure
from congso.ui.requests import SignedInRequest

KEY = "office-units"
_ESTABLISHED = gettext_lazy("The unit gets its own clerks, seal, symbol and books.")


@require_http_methods(["GET", "HEAD", "POST"])
def units(request: SignedInRequest) -> HttpResponse:
    """The tree, with a form that opens a unit."""
    frame.require(request, may_keep_accounts, KEY)
    form = UnitForm(request.POST if request.method == "POST" else None)

    def opening() -> None:
        since = form.cleaned_data["valid_from"]
        structure.open_unit(request.actor, data=form.to_data(), valid_from=since)

    if frame.saved(request, form, opening):
        return frame.done(request, _("The unit is open."), reverse("administration:units"))
    show_closed = "closed" in request.GET
    context = {"tree": _tree(show_closed), "form": form, "show_closed": show_closed}
    status = 422 if form.errors else 200
    return render(request, "administration/units.html", context, status=status)


def _tree(show_closed: bool) -> list[dict[str, Any]]:
    today = clock.today()
    found = Unit.objects.all() if show_closed else Unit.objects.filter(valid_on(today))
    below: dict[int | None, list[Unit]] = {}
    for unit in found.select_related("registry_office").order_by("position", "code"):
        below.setdefault(unit.parent_id, []).append(unit)
    staff: dict[int, int] = {}
    for unit_id in Post.objects.filter(valid_on(today)).values_list("unit", flat=True):
        staff[unit_id] = staff.get(unit_id, 0) + 1
    symbols = dict(AgencySymbol.objects.filter(valid_on(today)).values_list(
        "registry_office", "symbol"
    ))  # fmt: skip
    return _branch(None, below, staff, symbols)


def _branch(
    parent: int | None, below: dict[int | None, list[Unit]], staff: dict[int, int],
    symbols: dict[int, str],
) -> list[dict[str, Any]]:  # fmt: skip
    lines = []
    for unit in below.get(parent, []):
        office = getattr(unit, "registry_office", None)
        lines.append({
            "unit": unit, "staff": staff.get(unit.pk, 0),
            "symbol": symbols.get(office.pk, "") if office else "",
            "children": _branch(unit.pk, below, staff, symbols),
        })  # fmt: skip
    return lines


@require_safe
def unit(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """One unit: names, registry office, people, and what can be changed from a day on."""
    return _show(request, _found(request, unit_id))


@require_POST
def rename(request: SignedInRequest, unit_id: int) -> HttpResponse:
    found, form = _found(request, unit_id), RenameForm(request.POST)

    def go() -> None:
        structure.rename_unit(request.actor, unit_id=found.pk, **form.cleaned_data)

    return _after(request, found, form, go, rename=form)


@require_POST
def close(request: SignedInRequest, unit_id: int) -> HttpResponse:
    found, form = _found(request, unit_id), CloseUnitForm(request.POST)

    def go() -> None:
        data = form.cleaned_data
        successor = int(data["successor"]) if data["successor"] else None
        structure.close_unit(
            request.actor, unit_id=found.pk, last_day=data["last_day"], successor_id=successor
        )

    return _after(request, found, form, go, close=form)


@require_POST
def set_sight(request: SignedInRequest, unit_id: int) -> HttpResponse:
    found = _found(request, unit_id)
    structure.set_sight(
        request.actor, unit_id=found.pk, all_members_see=request.POST.get("all") == "on"
    )
    return frame.done(request, _("Saved."), _page(found))


@require_POST
def establish(request: SignedInRequest, unit_id: int) -> HttpResponse:
    found, form = _found(request, unit_id), EstablishForm(request.POST)

    def go() -> None:
        structure.establish_registry(request.actor, unit_id=found.pk, **form.cleaned_data)

    return _after(request, found, form, go, establish=form)


@require_POST
def change_registry(request: SignedInRequest, unit_id: int) -> HttpResponse:
    found, form = _found(request, unit_id), RegistryForm(request.POST)
    office = get_object_or_404(RegistryOffice, unit=found)

    def go() -> None:
        registries.change_registry(request.actor, registry_office_id=office.pk, data=form.to_data())

    return _after(request, found, form, go, registry=form)


@require_POST
def change_symbol(request: SignedInRequest, unit_id: int) -> HttpResponse:
    found, form = _found(request, unit_id), SymbolForm(request.POST)
    office = get_object_or_404(RegistryOffice, unit=found)

    def go() -> None:
        registries.change_symbol(request.actor, registry_office_id=office.pk, **form.cleaned_data)

    return _after(request, found, form, go, symbol=form)


def _after(request: SignedInRequest, found: Unit, form: Any, go: Any, **bound: Any) -> HttpResponse:
    if frame.saved(request, form, go):
        return frame.done(request, _("Saved."), _page(found))
    return _show(request, found, **bound)


def _found(request: SignedInRequest, unit_id: int) -> Unit:
    frame.require(request, may_keep_accounts, KEY)
    return get_object_or_404(Unit.objects.select_related("parent", "successor"), pk=unit_id)


def _page(found: Unit) -> str:
    return reverse("administration:unit", args=[found.pk])


def _show(request: SignedInRequest, found: Unit, **bound: Any) -> HttpResponse:
    office = RegistryOffice.objects.filter(unit=found).first()
    posts = Post.objects.filter(valid_on(clock.today()), unit=found).select_related("person")
    context = {
        "unit": found, "office": office, "panels": _panels(found, office, bound),
        "names": UnitName.objects.filter(unit=found).order_by("-valid_from"),
        "symbols": AgencySymbol.objects.filter(registry_office=office).order_by("-valid_from"),
        "posts": posts.order_by("rank", "person__sort_key"),
    }  # fmt: skip
    status = 422 if bound else 200
    return render(request, "administration/unit.html", context, status=status)


def _panels(found: Unit, office: RegistryOffice | None, bound: dict[str, Any]) -> list[Panel]:
    """The forms of a unit, the one that was refused open with its errors."""

    def panel(key: str, title: str, form: Any, route: str, button: str, note: Any = "") -> Panel:
        url = reverse(f"administration:{route}", args=[found.pk])
        return Panel(title, bound.get(key) or form, url, button, note, is_open=key in bound)

    panels = [
        panel("rename", _("Rename from a day on"), RenameForm(auto_id="r_%s"), "rename-unit",
              _("Rename"), _("Papers of before keep the old name.")),
    ]  # fmt: skip
    if office is None:
        start = {"printed_name": found.name.upper()}
        form = EstablishForm(auto_id="e_%s", initial=start)
        panels.append(panel("establish", _("Establish a registry office"), form,
                            "establish-registry", _("Establish"), _ESTABLISHED))  # fmt: skip
    else:
        names = RegistryForm.base_fields
        start = {name: getattr(office, name) for name in names}
        panels += [
            panel("registry", _("Print and switches"), RegistryForm(auto_id="o_%s", initial=start),
                  "change-registry", _("Save")),
            panel("symbol", _("Another symbol from a day on"), SymbolForm(auto_id="s_%s"),
                  "change-symbol", _("Change the symbol")),
        ]  # fmt: skip
    if found.valid_until is None:
        panels.append(panel("close", _("Close the unit"), CloseUnitForm(auto_id="c_%s"),
                            "close-unit", _("Close"),
                            _("People are moved first. Nothing is removed.")))  # fmt: skip
    return panels
