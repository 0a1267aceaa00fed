# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from congso.home.views import desk

urlpatterns = [path("", desk.desk, name="home")]
