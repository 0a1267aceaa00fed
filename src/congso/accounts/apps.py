# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "congso.accounts"

    def ready(self) -> None:
        from allauth.account import signals as account_signals  # noqa: PLC0415 (needs the apps)
        from allauth.mfa import signals as mfa_signals  # noqa: PLC0415
        from django.contrib.auth.signals import user_logged_in  # noqa: PLC0415

        from congso.accounts import signals  # noqa: PLC0415

        user_logged_in.connect(signals.on_signed_in)
        account_signals.user_logged_in.connect(signals.on_session_listed)
        mfa_signals.authenticator_added.connect(signals.on_factor_added)
        mfa_signals.authenticator_removed.connect(signals.on_factor_removed)
