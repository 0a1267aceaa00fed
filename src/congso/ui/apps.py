# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class UiConfig(AppConfig):
    """The look of the product; no models."""

    name = "congso.ui"
    label = "ui"
