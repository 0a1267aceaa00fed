# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse
from django.utils.translation import gettext as _

from congso.administration import setup_code
from congso.administration.services import first_setup


class Command(BaseCommand):
    help = "Say where an empty installation is set up, and with which code from elsewhere."

    def handle(self, *args: Any, **options: Any) -> None:
        if not first_setup.is_empty():
            setup_code.forget()
            return
        url = settings.CONGSO_ENV.web.base_url.rstrip("/") + reverse("administration:first-setup")
        code = setup_code.write()
        self.stdout.write(_("Set the agency up at %s") % url)
        self.stdout.write(_("Set-up code from another machine: %s") % code)
