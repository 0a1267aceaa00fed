# SPDX-License-Identifier: AGPL-3.0-or-later
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from congso.operations.demo import scale
from congso.organisation.models import Unit


class Command(BaseCommand):
    help = "Load a large made-up data set into an empty database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--documents", type=int, default=1_000_000)
        parser.add_argument("--users", type=int, default=10_000)

    def handle(self, *args: Any, **options: Any) -> None:
        if Unit.objects.exists():
            raise CommandError(_("The scale data needs an empty database."))
        total = scale.load(options["documents"], options["users"])
        self.stdout.write(_("%(total)s documents are loaded.") % {"total": total})
