# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from congso.common.actor import Actor
from congso.operations.demo import load_all
from congso.operations.demo.load_organisation import AlreadyOrganised


class Command(BaseCommand):
    help = "Load the demo organisation and the papers of its story into an empty database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="succeed when an organisation is there already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            load_all.load(Actor(person_id=None, via="cli"))
        except AlreadyOrganised:
            there = _("An organisation is already there; it was not touched.")
            if not options["if_empty"]:
                raise CommandError(there) from None
            self.stdout.write(there)
            return
        self.stdout.write(_("The demo organisation and its papers are loaded."))
