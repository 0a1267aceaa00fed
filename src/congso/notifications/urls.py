# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from congso.notifications import views

app_name = "notifications"
urlpatterns = [
    path("events/", views.events, name="events"),
    path("events/counts/", views.counts, name="counts"),
    path("notices/", views.notices, name="list"),
    path("notices/<int:notice_id>/", views.open_notice, name="open"),
    path("notices/read/", views.read_all, name="read_all"),
]
