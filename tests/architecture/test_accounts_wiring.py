# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings without which sign-in would quietly be weaker than its tests say."""

from django.conf import settings

from congso.config.env import SignInEnv


def test_sessions_are_guarded_before_pages_are_reached() -> None:
    names = [name.rsplit(".", 1)[-1] for name in settings.MIDDLEWARE]
    wanted = [
        "AuthenticationMiddleware", "OwnLanguage", "SessionGuard", "MustChangePassword",
        "MustHaveSecondFactor", "SignedInMiddleware",
    ]  # fmt: skip
    assert [name for name in names if name in wanted] == wanted


def test_the_rules_of_guarded_accounts_are_wired() -> None:
    assert SignInEnv.model_fields["second_factor"].default == "guarded"
    assert settings.CONGSO_GUARDED_ACCOUNTS == "congso.organisation.guarded.is_guarded"
    assert settings.CONGSO_IDLE_LOCK == "congso.organisation.guarded.idle_seconds"
    assert settings.CONGSO_ACCOUNT_APPROVERS == "congso.organisation.policies.may_approve_accounts"


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
