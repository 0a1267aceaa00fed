# SPDX-License-Identifier: AGPL-3.0-or-later
"""The addresses of accounts alone, with a desk that shows who is signed in."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.i18n import set_language


def desk(request: HttpRequest) -> HttpResponse:
    name = request.user.login if request.user.is_authenticated else "nobody"
    return HttpResponse(f"desk of {name}")


urlpatterns = [
    path("", desk, name="home"),
    path("accounts/", include("congso.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/", set_language, name="set_language"),
]
