# SPDX-License-Identifier: AGPL-3.0-or-later
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from congso.administration.services import imports
from congso.administration.users_sheet import Row, UnreadableSheet
from congso.common.actor import Actor


class Command(BaseCommand):
    help = "Make accounts with posts from a sheet of people; all rows or none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the sheet (.xlsx)")
        parser.add_argument("--dry-run", action="store_true", help="say what would be made")

    def handle(self, *args: Any, file: Path, dry_run: bool = False, **options: Any) -> None:
        actor = Actor(person_id=None, via="cli")
        try:
            rows = imports.preview(actor, content=file.read_bytes())
            self._say(rows)
            if any(row.errors for row in rows):
                raise imports.BadRows(rows)
            if not dry_run:
                made = imports.import_people(actor, content=file.read_bytes())
                self.stdout.write(_("Accounts made: %d. Issue their slips.") % len(made))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except UnreadableSheet as error:
            raise CommandError(" ".join(error.messages)) from None
        except imports.BadRows as bad:
            raise CommandError(str(bad.message)) from None

    def _say(self, rows: list[Row]) -> None:
        for row in rows:
            for text in row.errors:
                self.stderr.write(_("row %(line)d: %(text)s") % {"line": row.line, "text": text})
            if not row.errors:
                self.stdout.write(f"{row.line}\t{row.login}\t{row.full_name}\t{row.unit_name}")
