# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig

from congso.common import statements
from congso.organisation.standing import Standings


class OrganisationConfig(AppConfig):
    name = "congso.organisation"

    def ready(self) -> None:
        statements.know_standings(Standings())
