# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from congso.operations.registers import views

app_name = "register_import"
urlpatterns = [
    path("", views.index, name="index"),
    path("template/<str:kind>/", views.template, name="template"),
    path("<uuid:uuid>/", views.run, name="run"),
    path("<uuid:uuid>/header/", views.header, name="header"),
    path("<uuid:uuid>/check/", views.check, name="check"),
    path("<uuid:uuid>/columns/", views.columns, name="columns"),
    path("<uuid:uuid>/rows.xlsx", views.rows_file, name="rows-file"),
    path("<uuid:uuid>/start/", views.start, name="start"),
    path("<uuid:uuid>/cancel/", views.cancel, name="cancel"),
    path("<uuid:uuid>/resume/", views.resume, name="resume"),
    path("<uuid:uuid>/undo/", views.undo, name="undo"),
    path("<uuid:uuid>/discard/", views.discard, name="discard"),
    path("<uuid:uuid>/scans/", views.add_scans, name="scans"),
    path("<uuid:uuid>/confirm/", views.confirm_upload, name="confirm-upload"),
    path("<uuid:uuid>/scans/<int:scan_id>/confirm/", views.confirm_scan, name="confirm-scan"),
]
