# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out


class NotificationsConfig(AppConfig):
    name = "congso.notifications"

    def ready(self) -> None:
        user_logged_out.connect(_signed_out, dispatch_uid="notifications.signed_out")


def _signed_out(user: Any = None, **_: Any) -> None:
    """Whoever signs out gets no more on that stream."""
    from congso.notifications import services  # noqa: PLC0415 (models are not ready above)

    if user is not None and user.pk:
        services.check_streams(user.pk)
