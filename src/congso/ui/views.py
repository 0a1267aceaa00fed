# SPDX-License-Identifier: AGPL-3.0-or-later
"""The developers' pages: every component and the layouts, with sample data. Not for sites."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from congso.common.vietnamese import fold
from congso.ui import samples
from congso.ui.status import STATUS_LOOKS

_WHO = {
    "components": (samples.ROOM_HEAD, "desk"),
    "desk": (samples.ROOM_HEAD, "desk"),
    "document": (samples.DEPUTY, "in-direct"),
    "register": (samples.CLERK, "in-register"),
    "distribution": (samples.HEAD, "in-queue"),
    "login": (samples.CLERK, ""),
}


@require_GET
def components(request: HttpRequest, name: str = "components") -> HttpResponse:
    """One of the sample pages; 404 on a site."""
    if not getattr(settings, "CONGSO_UI_SAMPLES", settings.DEBUG) or name not in _WHO:
        raise Http404
    who, here = _WHO[name]
    request.user = samples.person(request, who)  # type: ignore[assignment]
    context = {"shell": samples.SampleShell(request, here), **_context(name)}
    return render(request, f"ui/samples/{name}.html", context)


def _context(name: str) -> dict[str, Any]:
    form = samples.RegisterForm(initial=samples.REGISTER_DATA)
    wrong = samples.RegisterForm(
        {**samples.REGISTER_DATA, "dated": "31/11/2026", "abstract": "V/v", "due": "+3"}
    )
    wrong.is_valid()
    return {
        "looks": STATUS_LOOKS,
        "rows": samples.rows(),
        "queue": samples.QUEUE,
        "files": samples.FILES,
        "stamp": samples.STAMP,
        "form": form,
        "wrong": wrong,
        "deadlines": _deadlines(),
        "now": samples.NOW,
        "sign_in": SignInSample(),
        "view": "detail" if name == "document" else "list",
    }


def _deadlines() -> list[Any]:
    day = samples.TODAY.replace
    return [
        samples.due(samples.TODAY.replace(month=12, day=3)),
        samples.due(day(day=26)),
        samples.due(samples.TODAY),
        samples.due(day(day=20)),
        samples.due(samples.TODAY, hour=8),
        samples.due(None),
        samples.due(day(day=20), done=samples.NOW),
    ]


class SignInSample(forms.Form):
    """The sign-in form as it is drawn."""

    login = forms.CharField(label="Tên đăng nhập", help_text="Ví dụ: diepptn, không cần phần sau @")
    password = forms.CharField(
        label="Mật khẩu", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


@require_GET
def people(request: HttpRequest) -> JsonResponse:
    """The sample people search: without diacritics, by group."""
    wanted = fold(request.GET.get("q", ""))
    groups: dict[str, list[dict[str, str]]] = {}
    for group, key, name, note, warn in samples.PEOPLE:
        if wanted in fold(f"{name} {note} {key}"):
            groups.setdefault(group, []).append(
                {"id": key, "name": name, "note": note, "warn": warn}
            )
    return JsonResponse(
        {"groups": [{"label": label, "items": items} for label, items in groups.items()]}
    )


@require_POST
def upload(request: HttpRequest) -> JsonResponse:
    """The sample upload: takes anything but a file whose name says it must fail."""
    file = request.FILES.get("file")
    if file is None or file.name is None or "hong" in file.name:
        return JsonResponse({"detail": "Tệp hỏng, không mở được."}, status=422)
    return JsonResponse(
        {"id": f"tam-{file.size}", "name": file.name, "size": file.size}, status=201
    )
