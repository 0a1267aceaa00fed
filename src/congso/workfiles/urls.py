# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from congso.workfiles import views

app_name = "workfiles"
urlpatterns = [
    path("", views.files, name="files"),
    path("<uuid:uuid>/", views.work_file, name="file"),
    path("<uuid:uuid>/close/", views.close, name="close"),
    path("<uuid:uuid>/keeper/", views.hand_over, name="hand_over"),
    path("<uuid:uuid>/reopen/", views.reopen, name="reopen"),
    path("<uuid:uuid>/contents/<int:content_id>/take-out/", views.take_out, name="take_out"),
    path("papers/<uuid:uuid>/put-in/", views.put_in, name="put_in"),
    path("finish/<int:flow_id>/", views.finish, name="finish"),
]
