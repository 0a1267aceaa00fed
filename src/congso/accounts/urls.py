# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of accounts, mounted at /accounts/ before django-allauth's own."""

from allauth.account.views import login, logout
from django.urls import path, re_path
from django.views.generic import RedirectView

from congso.accounts.views.absent import absent
from congso.accounts.views.lock import keepalive, lock, unlock, unlock_options
from congso.accounts.views.passwords import (
    change_password,
    first_password,
    lost_password,
    report_leak,
)
from congso.accounts.views.preferences import preferences, profile
from congso.accounts.views.second_factor import second_factor
from congso.accounts.views.sessions import end_other_sessions, end_session, list_sessions

app_name = "accounts"

# What django-allauth offers and the regulation does not: sign-up, own reset, e-mail, codes by mail.
_WALLED_UP = (
    r"^(?:signup|email|confirm-email|password/reset|password/set|login/code|inactive|phone"
    r"|3rdparty|social)(?:/.*)?$"
)

urlpatterns = [
    re_path(_WALLED_UP, absent),
    path("login/", login, name="login"),
    path("logout/", logout, name="logout"),
    path("profile/", profile, name="profile"),
    path("preferences/", preferences, name="preferences"),
    path("first-password/", first_password, name="first_password"),
    path("password/change/", change_password, name="change_password"),
    path("lost-password/", lost_password, name="lost_password"),
    path("report-leak/", report_leak, name="report_leak"),
    path("second-factor/", second_factor, name="second_factor"),
    path("sessions/", list_sessions, name="sessions"),
    path("sessions/end-others/", end_other_sessions, name="end_other_sessions"),
    path("sessions/<int:session_id>/end/", end_session, name="end_session"),
    path("lock/", lock, name="lock"),
    path("unlock/", unlock, name="unlock"),
    path("unlock/options/", unlock_options, name="unlock_options"),
    path("keepalive/", keepalive, name="keepalive"),
    # The keys are listed on the page of the second factor.
    path("2fa/webauthn/", RedirectView.as_view(pattern_name="mfa_index")),
]
