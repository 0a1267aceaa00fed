# SPDX-License-Identifier: AGPL-3.0-or-later
"""The developers' pages; mounted at the root only where CONGSO_UI_SAMPLES (or DEBUG) is on."""

from django.urls import path

from congso.ui import views

urlpatterns = [
    path("ui/components/", views.components, name="ui_components"),
    path("ui/components/people/", views.people, name="ui_sample_people"),
    path("ui/components/upload/", views.upload, name="ui_sample_upload"),
    path("ui/components/<slug:name>/", views.components, name="ui_sample"),
]
