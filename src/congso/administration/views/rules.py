# SPDX-License-Identifier: AGPL-3.0-or-later
"""Phrases for directions, kinds sent straight to units, words that point to a unit."""

from __future__ import annotations

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from congso.administration.forms_office import KeywordsForm, KindsForm, PhraseForm, SchemeForm
from congso.administration.policies import keeps_own_phrases, offices_ruled
from congso.administration.views import frame
from congso.common.numbers import read_number
from congso.documents.models import BookScheme
from congso.documents.services import books
from congso.organisation.models import RegistryOffice, Unit
from congso.organisation.queries import units_of
from congso.routing.models import RoutineKind, StockPhrase, UnitKeyword
from congso.routing.services import rules as services
from congso.ui.requests import SignedInRequest

KEY = "office-rules"


@require_safe
def rules(request: SignedInRequest) -> HttpResponse:
    """The rules of one registry office; ?office= chooses among several."""
    return _show(request, _office(request, request.GET.get("office", "")))


@require_POST
def keep_phrase(request: SignedInRequest, office_id: int) -> HttpResponse:
    office, form = _office(request, str(office_id)), PhraseForm(request.POST)

    def go() -> None:
        data = form.cleaned_data
        own = data["own"] or office.pk not in offices_ruled(request.actor)
        services.keep_phrase(request.actor, office_id=office.pk, text=data["text"], own=own)

    if frame.saved(request, form, go):
        return frame.done(request, _("The phrase is kept."), _page(office))
    return _show(request, office, phrase=form)


@require_POST
def drop_phrase(request: SignedInRequest, phrase_id: int) -> HttpResponse:
    row = get_object_or_404(StockPhrase, pk=phrase_id, is_active=True)
    office = _office(request, str(row.office_id))
    services.drop_phrase(request.actor, phrase_id=row.pk)
    return frame.done(request, _("Offered no more."), _page(office))


@require_POST
def set_kinds(request: SignedInRequest, office_id: int) -> HttpResponse:
    office, form = _office(request, str(office_id)), KindsForm(request.POST)
    if not form.is_valid():
        return _show(request, office)
    types = [int(key) for key in form.cleaned_data["types"]]
    services.set_routine_kinds(request.actor, office_id=office.pk, type_ids=types)
    return frame.done(request, _("Saved."), _page(office))


@require_POST
def set_keywords(request: SignedInRequest, office_id: int, unit_id: int) -> HttpResponse:
    office, form = _office(request, str(office_id)), KeywordsForm(request.POST)
    unit = get_object_or_404(units_of(office.pk), pk=unit_id)
    if not form.is_valid():
        return _show(request, office)
    phrases = form.cleaned_data["phrases"].splitlines()
    services.set_unit_keywords(request.actor, office_id=office.pk, unit_id=unit.pk, phrases=phrases)
    return frame.done(request, _("Saved."), _page(office) + f"#unit-{unit.pk}")


@require_POST
def set_scheme(request: SignedInRequest, office_id: int) -> HttpResponse:
    """Number one kind of paper in a book of its own from now on."""
    office, form = _ruled(request, office_id), SchemeForm(request.POST)

    def go() -> None:
        books.set_scheme(request.actor, office_id=office.pk, **form.to_scheme())

    if frame.saved(request, form, go):
        return frame.done(request, _("Numbered apart from now on."), _page(office))
    return _show(request, office, scheme=form)


@require_POST
def drop_scheme(request: SignedInRequest, scheme_id: int) -> HttpResponse:
    """Number the kind with the others again; the numbers that were given stay."""
    row = get_object_or_404(BookScheme, pk=scheme_id)
    office = _ruled(request, row.office_id)
    books.remove_scheme(request.actor, scheme_id=row.pk)
    return frame.done(request, _("Numbered with the others from now on."), _page(office))


def _ruled(request: SignedInRequest, office_id: int) -> RegistryOffice:
    office = _office(request, str(office_id))
    if office.pk not in offices_ruled(request.actor):
        raise Http404
    return office


def _page(office: RegistryOffice) -> str:
    return reverse("administration:rules") + f"?office={office.pk}"


def _office(request: SignedInRequest, wanted: str) -> RegistryOffice:
    frame.require(request, keeps_own_phrases, KEY)
    mine = keeps_own_phrases(request.actor)
    chosen = read_number(wanted) if wanted else min(mine)
    if chosen not in mine:
        raise Http404
    return get_object_or_404(RegistryOffice.objects.select_related("unit"), pk=chosen)


def _show(
    request: SignedInRequest,
    office: RegistryOffice,
    *,
    phrase: PhraseForm | None = None,
    scheme: SchemeForm | None = None,
) -> HttpResponse:
    ruled = office.pk in offices_ruled(request.actor)
    phrases = StockPhrase.objects.filter(
        Q(owner__isnull=True) | Q(owner=request.actor.person_id), office=office, is_active=True
    )
    mine = keeps_own_phrases(request.actor)
    context = {
        "office": office, "ruled": ruled, "phrases": phrases, "phrase": phrase or PhraseForm(),
        "offices": RegistryOffice.objects.filter(pk__in=mine).select_related("unit"),
        "me": request.actor.person_id,
    }  # fmt: skip
    if ruled:
        present = RoutineKind.objects.filter(office=office).values_list("type", flat=True)
        context["kinds"] = KindsForm(initial={"types": [str(pk) for pk in present]})
        context["keywords"] = _keywords(office)
        context["scheme"] = scheme or SchemeForm()
        schemes = BookScheme.objects.filter(office=office).select_related("type")
        context["schemes"] = schemes.order_by("group", "type__position")
    status = 422 if phrase is not None or scheme is not None else 200
    return render(request, "administration/rules.html", context, status=status)


def _keywords(office: RegistryOffice) -> list[tuple[Unit, KeywordsForm]]:
    units = list(units_of(office.pk))
    words: dict[int, list[str]] = {}
    for row in UnitKeyword.objects.filter(unit__in=units).order_by("phrase"):
        words.setdefault(row.unit_id, []).append(row.phrase)
    return [
        (unit, KeywordsForm(auto_id=f"k{unit.pk}_%s",
                            initial={"phrases": "\n".join(words.get(unit.pk, []))}))
        for unit in units
    ]  # fmt: skip
