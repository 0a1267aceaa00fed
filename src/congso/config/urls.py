# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every address of the product; one line per module."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
]
