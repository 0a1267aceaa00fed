# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every address of the product; one line per module."""

from django.urls import include, path
from django.views.i18n import set_language

from congso.config import health

urlpatterns = [
    path("", include("congso.home.urls")),
    path("", include("congso.notifications.urls")),
    path("documents/", include("congso.documents.urls")),
    path("reports/", include("congso.reports.urls")),
    path("documents/", include("congso.routing.urls")),
    path("files/", include("congso.workfiles.urls")),
    path("office/", include("congso.administration.urls")),
    path("uploads/", include("congso.filestore.urls")),
    path("office/import/", include("congso.operations.registers.urls")),
    path("api/v1/", include("congso.api.urls")),
    path("accounts/", include("congso.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/", set_language, name="set_language"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
