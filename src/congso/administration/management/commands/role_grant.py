# SPDX-License-Identifier: AGPL-3.0-or-later
import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from congso.accounts.models import Person
from congso.common import clock
from congso.common.actor import Actor
from congso.organisation.enums import Role
from congso.organisation.models import RegistryOffice, RoleGrant
from congso.organisation.services import people
from congso.organisation.services.clashes import Clash


class Command(BaseCommand):
    help = (
        "Give a role without a second person: the road of who runs the machine, for an agency "
        "whose second person is gone. The trail names the command line; the Office is told."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login", help="who gets the role")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("--office", help="the registry office, by the short code of its unit")
        parser.add_argument("--leader", help="the login of the leader a secretary serves")
        parser.add_argument("--decision", default="", help="number and date of the decision")
        parser.add_argument("--until", type=dt.date.fromisoformat, help="last day, YYYY-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        person, leader = self._person(options["login"]), options["leader"]
        grant = RoleGrant(
            person=person, role=options["role"], registry_office=self._office(options["office"]),
            leader=self._person(leader) if leader else None, decision=options["decision"],
            valid_from=clock.today(), valid_until=options["until"],
        )  # fmt: skip
        try:
            people.grant_role(Actor(person_id=None, via="cli"), grant=grant)
        except Clash as clash:
            raise CommandError(str(clash.message)) from None
        self.stdout.write(f"{person.login}\t{person.full_name}\t{grant.get_role_display()}")

    def _person(self, login: str) -> Person:
        person = Person.objects.filter(login=login.strip().lower()).first()
        if person is None:
            raise CommandError(_("There is no account %(login)s.") % {"login": login})
        return person

    def _office(self, code: str | None) -> RegistryOffice | None:
        if code is None:
            return None
        office = RegistryOffice.objects.filter(unit__code=code).first()
        if office is None:
            raise CommandError(_("There is no registry office %(code)s.") % {"code": code})
        return office
