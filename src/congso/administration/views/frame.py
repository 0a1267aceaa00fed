# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the Office's pages share: who has them, sheets of rows with acts, refusals in forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from congso.accounts.logins import UnfitName
from congso.accounts.services.persons import LoginTaken
from congso.administration.forms import LastDayForm
from congso.administration.models import AccountRequest
from congso.administration.services import requests
from congso.common.actor import Actor
from congso.organisation.services.clashes import Clash
from congso.organisation.services.people import UnitClosed
from congso.organisation.services.structure import UnitStillInUse
from congso.organisation.services.two_people import AskerGone, NeedsTwo
from congso.routing.parties import UnfitDirection
from congso.ui.forms import BaseForm
from congso.ui.htmx import redirect
from congso.ui.requests import SignedInRequest

# What a service may answer to something entered; everything else is a fault.
REFUSALS = (
    Clash, UnitClosed, UnitStillInUse, LoginTaken, UnfitName, UnfitDirection, ValidationError,
    requests.AlreadyWaiting, requests.NothingAsked, requests.NoPost, requests.Lapsed, NeedsTwo,
    AskerGone,
)  # fmt: skip


@dataclass(frozen=True)
class Act:
    """One act on a row: a form of its own, perhaps with a day."""

    url: str
    label: str
    about: str = ""
    danger: bool = False
    asks_day: bool = False
    is_link: bool = False


@dataclass(frozen=True)
class Line:
    """A row of a sheet: its cells, where the first leads, what can be done."""

    cells: tuple[Any, ...]
    url: str = ""
    acts: tuple[Act, ...] = ()
    quiet: bool = False


@dataclass(frozen=True)
class Sheet:
    """A table with a heading."""

    title: str
    columns: tuple[str, ...]
    lines: list[Line]
    empty: str = ""
    note: str = ""

    @property
    def rows(self) -> list[tuple[Line, list[tuple[str, Any]]]]:
        """Each line with its cells beside their labels, which a phone shows."""
        return [(line, list(zip(self.columns, line.cells, strict=True))) for line in self.lines]


@dataclass(frozen=True)
class Panel:
    """A form at the side: what it is for, where it goes, the button."""

    title: str
    form: BaseForm
    url: str
    button: str
    note: str = ""
    is_open: bool = True
    fields: list[Any] = field(default_factory=list)


def require(request: SignedInRequest, may: Callable[[Actor], Any], key: str) -> None:
    """404 unless the actor has the page; marks it in the menu."""
    if not may(request.actor):
        raise Http404
    request.nav_key = key


def show(
    request: SignedInRequest,
    *,
    title: str,
    sheets: list[Sheet],
    panels: list[Panel],
    error: str = "",
    **context: Any,
) -> HttpResponse:
    """A page of sheets and forms; 422 when something entered was refused."""
    wrong = bool(error) or any(panel.form.errors for panel in panels)
    context |= {"title": title, "sheets": sheets, "panels": panels, "error": error}
    return render(request, "administration/sheets.html", context, status=422 if wrong else 200)


def attempt(form: BaseForm, act: Callable[[], Any]) -> bool:
    """Do the act; False with the form telling why when a service refuses what was entered."""
    try:
        act()
    except REFUSALS as error:
        _put(form, error)
        return False
    return True


def _put(form: BaseForm, error: Exception) -> None:
    if isinstance(error, ValidationError) and hasattr(error, "message_dict"):
        for name, texts in error.message_dict.items():
            form.add_error(name if name in form.fields else None, texts)
    elif isinstance(error, ValidationError):
        form.add_error("password1" if "password1" in form.fields else None, error)
    elif isinstance(error, UnfitDirection):
        form.add_error(None, [str(text) for text in error.errors.values()])
    else:
        form.add_error(None, str(getattr(error, "message", error)))


def saved(request: SignedInRequest, form: BaseForm, act: Callable[[], Any]) -> bool:
    """Whether a posted form was good and its act done."""
    return request.method == "POST" and form.is_valid() and attempt(form, act)


def done(request: SignedInRequest, message: str, url: str) -> HttpResponse:
    """On, with a word that it is done."""
    messages.success(request, message)
    return redirect(request, url)


def given(
    request: SignedInRequest, asked: AccountRequest | None, message: str, url: str
) -> HttpResponse:
    """On, with a word that it is given, or that it waits for a second person."""
    if asked is not None:
        message = _("Asked. Two people give this: nothing holds before a second one confirms.")
    return done(request, message, url)


def last_day(request: SignedInRequest) -> tuple[LastDayForm, bool]:
    """The day posted with an act on a row."""
    form = LastDayForm(request.POST)
    return form, form.is_valid()


def first_error(form: BaseForm) -> str:
    """The first sentence of what is wrong with a form of one line."""
    return next((str(text) for texts in form.errors.values() for text in texts), "")
