# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where django-allauth asks us: no sign-up, no reset, our words, our services."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, gettext_lazy

from congso.accounts.addresses import actor_of
from congso.accounts.messages import WRONG
from congso.accounts.models import Person
from congso.accounts.services import passwords
from congso.common import clock
from congso.ui.context import Shell


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the Office only (Articles 3.2, 7.3)."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "incorrect_password": WRONG,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing: the limits are in the door, for all ways in."""

    def respond_user_inactive(self, request: HttpRequest, user: Person) -> HttpResponse:
        """A closed account looks like a wrong password, whichever way was tried."""
        messages.error(request, str(WRONG))
        return HttpResponseRedirect(reverse("account_login"))

    def set_password(self, user: Person, password: str) -> None:
        actor = actor_of(context.request)
        passwords.change_password(actor, person=user, password=password, now=clock.now())

    def is_safe_url(self, url: str) -> bool:
        """After signing in, only addresses of this site without a host are followed."""
        return bool(url) and url_has_allowed_host_and_scheme(url, allowed_hosts=None)


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: secrets encrypted at rest, our words."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("The code or security key is not right. Try again."),
    }

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Person, type: str) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Security key %(number)d") % {"number": number}

    def get_totp_issuer(self) -> str:
        return self._get_site_name()

    def _get_site_name(self) -> str:
        return Shell(context.request).agency.name


def _box() -> MultiFernet:
    """Newest key first; older ones still open what they closed."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([_key_of(secret) for secret in keys])


def _key_of(secret: str | bytes) -> Fernet:
    given = secret.encode() if isinstance(secret, str) else secret
    drawn = HKDF(SHA256(), 32, salt=None, info=b"congso second factor").derive(given)
    return Fernet(base64.urlsafe_b64encode(drawn))
