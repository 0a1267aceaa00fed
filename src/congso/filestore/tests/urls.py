# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import include, path

urlpatterns = [path("uploads/", include("congso.filestore.urls"))]
