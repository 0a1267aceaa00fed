# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from congso.accounts.models import Person
from congso.api.enums import Scope
from congso.api.services.tokens import LONGEST_DAYS, USUAL_DAYS, UnfitToken, create_token
from congso.common.actor import Actor


class Command(BaseCommand):
    help = "Make a token for the REST interface and print it; it is shown this once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login", help="whose rights the token has")
        parser.add_argument(
            "--scope", action="append", choices=Scope.values, help="what it may be used for; all"
        )
        parser.add_argument("--name", default="congso token create", help="what it is for")
        parser.add_argument(
            "--days", type=int, default=USUAL_DAYS, help=f"how long it is valid, to {LONGEST_DAYS}"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(login=options["login"].strip().lower()).first()
        if person is None:
            raise CommandError(_("There is no account %(login)s.") % options)
        try:
            _token, secret = create_token(
                Actor(person_id=None, via="cli"),
                person_id=person.pk,
                name=options["name"],
                scopes=options["scope"] or Scope.values,
                days=options["days"],
            )
        except UnfitToken as unfit:
            raise CommandError(str(unfit.message)) from None
        self.stdout.write(secret)
