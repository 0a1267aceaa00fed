# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts in bulk from a sheet: all of them or none (R-11)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from congso.accounts.models import Person
from congso.accounts.policies import require_create
from congso.administration import users_sheet
from congso.administration.events import PeopleImported
from congso.administration.services.issuing import AccountData, open_account
from congso.administration.users_sheet import Row
from congso.audit import services as audit
from congso.common.actor import Actor
from congso.organisation.services.clashes import Clash


class BadRows(Exception):
    """Some rows are wrong; nothing was made. `rows` carry their errors."""

    message = _("Nothing was made. Mend the rows and try again.")

    def __init__(self, rows: list[Row]) -> None:
        super().__init__(f"{len([row for row in rows if row.errors])} bad rows")
        self.rows = rows


def preview(actor: Actor, *, content: bytes) -> list[Row]:
    """What a sheet would make, row by row, and what is wrong. Raises Denied, UnreadableSheet."""
    require_create(actor)
    return users_sheet.read(content)


@transaction.atomic
def import_people(actor: Actor, *, content: bytes) -> list[Person]:
    """Make an account with a post for every row; passwords are issued afterwards, on slips.

    Raises Denied, UnreadableSheet, or BadRows when any row is wrong: then nothing is made.
    """
    rows = preview(actor, content=content)
    if any(row.errors for row in rows):
        raise BadRows(rows)
    made = [_open(actor, row, rows) for row in rows]
    audit.record(actor, PeopleImported(actor.person_id or 0, len(made)))
    return made


def _open(actor: Actor, row: Row, rows: list[Row]) -> Person:
    data = AccountData(
        full_name=row.full_name, gender=row.gender, staff_kind=row.staff_kind,
        unit_id=row.unit_id or 0, title=row.title, position=row.position, rank=row.rank,
        phone=row.phone, valid_from=row.valid_from,
    )  # fmt: skip
    try:
        return open_account(actor, data=data)
    except Clash as clash:
        row.errors.append(str(clash.message))
    except ValidationError as error:
        row.errors.extend(error.messages)
    raise BadRows(rows)
