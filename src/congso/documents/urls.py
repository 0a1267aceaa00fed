# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from congso.documents.views import detail, lists, register

app_name = "documents"
urlpatterns = [
    path("", lists.incoming, name="incoming"),
    path("all/", lists.every, name="all"),
    path("register/", register.register_incoming, name="register-incoming"),
    path("duplicates/", register.duplicates, name="duplicates"),
    path("issuers/", register.issuer_options, name="issuers"),
    path("people/", register.people_options, name="people"),
    path("list/<slug:key>/", lists.paper_list, name="list"),
    path("<uuid:uuid>/", detail.detail, name="detail"),
    path("<uuid:uuid>/register/", register.register, name="register"),
]
