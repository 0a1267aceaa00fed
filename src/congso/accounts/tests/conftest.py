# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from congso.accounts.models import Person
from congso.accounts.tests.factories import PASSWORD, PersonFactory
from congso.common.actor import Actor

GUARDS = [
    "congso.accounts.middleware.OwnLanguage",
    "congso.accounts.middleware.SessionGuard",
    "congso.accounts.middleware.MustChangePassword",
    "congso.accounts.middleware.MustHaveSecondFactor",
]


@pytest.fixture(autouse=True)
def _accounts_alone(settings: Any) -> None:
    """These tests see the addresses of accounts only, so that no page above them is needed."""
    settings.ROOT_URLCONF = "congso.accounts.tests.urls"
    settings.MIDDLEWARE = [
        *(name for name in settings.MIDDLEWARE if name not in GUARDS and "congso.home" not in name),
        *GUARDS,
    ]
    settings.CONGSO_MENU_PROVIDERS = []
    settings.CONGSO_ACCOUNT_ISSUERS = ""
    settings.MFA_ADAPTER = "congso.accounts.adapter.MfaAdapter"
    settings.MFA_FORMS = {
        "authenticate": "congso.accounts.forms.SecondFactorForm",
        "reauthenticate": "congso.accounts.forms.SecondFactorAgainForm",
        "activate_totp": "congso.accounts.forms.ActivateTotpForm",
    }
    settings.ACCOUNT_FORMS = {
        "login": "congso.accounts.forms.SignInForm",
        "reauthenticate": "congso.accounts.forms.ReauthenticateForm",
    }
    settings.MFA_TOTP_TOLERANCE = 1
    settings.CONGSO_SUBSCRIPTIONS = {}


@pytest.fixture
def now() -> dt.datetime:
    return dt.datetime(2026, 11, 24, 1, 30, tzinfo=dt.UTC)


@pytest.fixture
def person(db: None) -> Person:
    return PersonFactory(login="diepptn")


@pytest.fixture
def web() -> Actor:
    return Actor(person_id=None, via="http", ip="10.68.1.20")


@pytest.fixture
def sign_in() -> Callable[..., Any]:
    """Sign in through the page; returns the answer."""

    def sign_in(client: Client, login: str, password: str = PASSWORD, **extra: Any) -> Any:
        return client.post("/accounts/login/", {"login": login, "password": password}, **extra)

    return sign_in
