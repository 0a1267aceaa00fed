# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings without which sign-in would quietly be weaker than its tests say."""

from django.conf import settings


def test_sessions_are_guarded_before_pages_are_reached() -> None:
    names = [name.rsplit(".", 1)[-1] for name in settings.MIDDLEWARE]
    wanted = ["AuthenticationMiddleware", "OwnLanguage", "SessionGuard", "MustChangePassword"]
    assert [name for name in names if name in wanted] == wanted
    assert names.index("MustChangePassword") < names.index("SignedInMiddleware")


def test_codes_and_confirmations_are_limited_and_secrets_closed() -> None:
    forms = {**settings.MFA_FORMS, **settings.ACCOUNT_FORMS}
    assert {name: path.rsplit(".", 1)[-1] for name, path in forms.items()} == {
        "authenticate": "SecondFactorForm",
        "reauthenticate": "ReauthenticateForm",
        "activate_totp": "ActivateTotpForm",
        "login": "SignInForm",
    }
    assert settings.MFA_FORMS["reauthenticate"] == "congso.accounts.forms.SecondFactorAgainForm"
    assert settings.MFA_ADAPTER == "congso.accounts.adapter.MfaAdapter"
    assert settings.AUTHENTICATION_BACKENDS == ["congso.accounts.backends.LimitedBackend"]
    assert not getattr(settings, "MFA_TRUST_ENABLED", False)
