# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from congso.filestore import views

app_name = "filestore"
urlpatterns = [
    path("", views.stage, name="stage"),
    path("<uuid:staged_uuid>/", views.status, name="status"),
    path(
        "<uuid:staged_uuid>/confirm-no-secret-mark/",
        views.confirm_no_secret_mark,
        name="confirm_no_secret_mark",
    ),
    path("<uuid:staged_uuid>/discard/", views.discard, name="discard"),
]
