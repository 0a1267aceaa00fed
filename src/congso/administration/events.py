# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from congso.audit.events import Event


@dataclass(frozen=True)
class RequestEvent(Event):
    object_type: ClassVar[str] = "account_request"
    account_request_id: int
    person_id: int


@dataclass(frozen=True)
class RequestAsked(RequestEvent):
    verb = "account_request.ask"


@dataclass(frozen=True)
class RequestApproved(RequestEvent):
    """Checked by the Office and applied in the same transaction."""

    verb = "account_request.approve"


@dataclass(frozen=True)
class RequestRefused(RequestEvent):
    verb = "account_request.refuse"


@dataclass(frozen=True)
class RequestWithdrawn(RequestEvent):
    verb = "account_request.withdraw"


@dataclass(frozen=True)
class RequestExpired(RequestEvent):
    """Nobody decided within the days a request of two people waits."""

    verb = "account_request.expire"


@dataclass(frozen=True)
class AgencySetUp(Event):
    """The first unit, registry office and account of an empty installation."""

    verb = "agency.set_up"
    object_type = "unit"
    unit_id: int


@dataclass(frozen=True)
class SlipsIssued(Event):
    """Account slips were shown to the one who issued them, once."""

    verb = "person.slips_issued"
    object_type = "person"
    person_id: int
    count: int
    persons: tuple[int, ...] = ()


@dataclass(frozen=True)
class AccountsListed(Event):
    """The list of accounts left the house as a file (R-10)."""

    verb = "person.list_exported"
    object_type = "person"
    person_id: int
    count: int


@dataclass(frozen=True)
class PeopleImported(Event):
    verb = "person.imported"
    object_type = "person"
    person_id: int
    count: int
