# SPDX-License-Identifier: AGPL-3.0-or-later
"""The list of accounts as a sheet: name, title, unit, address (R-10)."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from congso.accounts.queries import mail_domain
from congso.administration import queries
from congso.administration.events import AccountsListed
from congso.administration.queries import AccountRow
from congso.audit import services as audit
from congso.common import clock
from congso.common.actor import Actor

WIDTHS = (6, 30, 34, 38, 16, 34)


@transaction.atomic
def account_list(actor: Actor) -> bytes:
    """Every open account as .xlsx, rank first. Recorded. Raises Denied."""
    people = list(queries.accounts(actor, state=queries.ACTIVE).order_by(*queries.ORDER))
    rows = queries.with_posts(people)
    audit.record(actor, AccountsListed(actor.person_id or 0, len(rows)))
    return _workbook(rows)


def _workbook(rows: Iterable[AccountRow]) -> bytes:
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = clock.now().replace(tzinfo=None)
    sheet: Any = book.create_sheet(_("Accounts"))
    for letter, width in zip("ABCDEF", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    heads = (
        _("No."),
        _("Full name"),
        pgettext("post", "Title"),
        _("Unit"),
        _("Login"),
        _("Address"),
    )
    sheet.append([_cell(sheet, head, bold=True) for head in heads])
    domain = mail_domain()
    for number, row in enumerate(rows, start=1):
        title = row.post.title if row.post else ""
        unit = row.post.unit_name if row.post else ""
        login = row.person.login
        texts = (row.person.full_name, title, unit, login, f"{login}@{domain}")
        sheet.append([number, *(_cell(sheet, text) for text in texts)])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _cell(sheet: Any, text: str, *, bold: bool = False) -> Any:
    """A cell of text; what begins like a formula stays text, also when it is edited."""
    cell = WriteOnlyCell(sheet, value=str(text))
    cell.data_type = "s"
    cell.quotePrefix = str(text).startswith(("=", "+", "-", "@"))
    cell.font = Font(name="Times New Roman", size=11, bold=bold)
    return cell
