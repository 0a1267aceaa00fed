# SPDX-License-Identifier: AGPL-3.0-or-later
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from congso.documents.enums import BookKind
from congso.operations.registers import at_once


class Command(BaseCommand):
    help = "Import an old register from Excel, with a folder of scans, into a closed book."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the register (.xlsx)")
        parser.add_argument("--office", required=True, help="code of the unit with the registry")
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--kind", choices=BookKind.values, default=BookKind.INCOMING)
        parser.add_argument("--series", default="", help="when the year has several books")
        parser.add_argument("--sheet", default="", help="title of the sheet; else the longest")
        parser.add_argument("--convert", action="store_true", help="convert TCVN3 and VNI texts")
        parser.add_argument("--dry-run", action="store_true", help="try every row, write nothing")
        parser.add_argument("--scans", type=Path, help="folder of scans; needs --as")
        parser.add_argument(
            "--as", dest="login", help="login of the clerk in whose name it is done"
        )
        parser.add_argument("--report", type=Path, help="write the rows with remarks to this .xlsx")

    def handle(self, *args: Any, **options: Any) -> None:
        names = ("file", "office", "year", "kind", "series", "sheet", "convert", "dry_run",
            "scans", "login", "report")  # fmt: skip
        asked = at_once.Asked(**{name: options[name] for name in names})
        try:
            at_once.run(asked, self.stdout.write)
        except at_once.Refused as refused:
            raise CommandError(str(refused)) from refused
