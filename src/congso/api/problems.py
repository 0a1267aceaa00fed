# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every refusal as problem details (RFC 9457), in the language of the person."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import (
    BadRequest,
    ObjectDoesNotExist,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import BaseModel

from congso.api.services.kept_answers import KeyOfAnotherRequest
from congso.common.lifecycle import WrongState
from congso.common.policy import Denied
from congso.documents.incoming import InvalidPaper
from congso.documents.numbering import BookClosed
from congso.documents.queries import NotVisible
from congso.documents.services import books, claims, join, locking, restrict, scans, transfer
from congso.filestore.kinds import Reason, Unacceptable
from congso.filestore.services import NoPreview, NotChecked, RemovedBefore
from congso.filestore.store import Absent, StoreFull
from congso.filestore.wording import NO_ROOM, sentence_of_reason
from congso.organisation.services.clashes import Clash
from congso.reports.services import NothingToPrint
from congso.routing.deadlines import DueInThePast, DueTooLate
from congso.routing.parties import UnfitDirection
from congso.routing.services import direct, extend, propose, redirect, widening
from congso.routing.services import locking as routing_locking
from congso.workfiles.services import NoTitle, UnfitKeeper

log = logging.getLogger(__name__)
Words = str | Promise
MEDIA_TYPE = "application/problem+json"


class FieldError(BaseModel):
    """One field that cannot be taken, by its dotted name, and why."""

    field: str
    message: str


class ProblemDetails(BaseModel):
    """RFC 9457. `code` is stable; `title` and `detail` are in the language of the account."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldError] | None = None


class Problem(Exception):
    """An answer other than success, raised from anywhere below an operation."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: Words = "",
        *,
        errors: Mapping[str, Words] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.detail = status, code, detail
        self.errors, self.headers = errors, dict(headers or {})


TITLES: dict[int, Words] = {
    400: _("The request cannot be read"),
    401: _("A valid token is needed"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("This method is not possible here"),
    409: _("Not possible in the present state"),
    412: _("Changed meanwhile"),
    413: _("Too large"),
    415: _("This kind of content is not taken"),
    422: _("Some fields need another value"),
    428: _("Say which version you have seen"),
    429: _("Too many requests"),
    500: _("Something went wrong here"),
    507: _("No room is left"),
}
NOT_FOUND: Words = _("There is nothing here, or it is not for you.")

# What services raise, by what it means to a client. The words are the exception's own.
STATES: tuple[tuple[type[Exception], str], ...] = (
    (WrongState, "wrong_state"),
    (claims.ClaimedBy, "claimed"),
    (BookClosed, "book_closed"),
    (books.OpeningNumberFixed, "opening_fixed"),
    (books.BookYearNotOver, "year_not_over"),
    (join.CannotJoin, "cannot_join"),
    (transfer.NotAnotherOffice, "same_office"),
    (restrict.WideningNotConfirmed, "confirm_widening"),
    (widening.NeedsWidening, "confirm_widening"),
    (direct.SameLeader, "same_leader"),
    (direct.UrgentApart, "urgent"),
    (propose.NotRoutine, "not_routine"),
    (redirect.AlreadyRegistered, "already_registered"),
    (redirect.ParentGone, "parent_gone"),
    (extend.AskedAlready, "asked_already"),
    (NotChecked, "not_checked"),
    (RemovedBefore, "removed_before"),
    (scans.CannotRead, "scan_unreadable"),
)
STALE = (locking.Stale, routing_locking.Stale)
ABSENT = (NotVisible, ObjectDoesNotExist, Http404, NoPreview, Absent, NothingToPrint)
UNREADABLE = (MultiPartParserError, UnreadablePostError, BadRequest, SuspiciousOperation)
# A deadline that does not fit is a field that needs another value.
DUE = (DueInThePast, DueTooLate)


def problem_of(error: Exception) -> Problem | None:
    """The problem an exception means; None for a fault of ours."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, ABSENT):
        return Problem(404, "not_found", NOT_FOUND)
    if isinstance(error, Denied):
        return Problem(403, "denied", Denied.message)
    if isinstance(error, STALE):
        return Problem(412, "stale", error.message)
    for kind, code in STATES:
        if isinstance(error, kind):
            return Problem(409, code, getattr(error, "message", ""))
    return _of_input(error) or _of_request(error)


def _of_input(error: Exception) -> Problem | None:
    if isinstance(error, (InvalidPaper, UnfitDirection)):
        return unfit(error.errors)
    if isinstance(error, UnfitKeeper):
        return unfit({"person_id": error.message})
    if isinstance(error, NoTitle):
        return unfit({"title": error.message})
    if isinstance(error, DUE):
        return unfit({"due": error.message})
    if isinstance(error, Clash):  # of days or people that may not stand together
        return Problem(422, error.constraint, error.message)
    if isinstance(error, ValidationError):
        return unfit(dict(_field_errors(error.errors)))
    if isinstance(error, KeyOfAnotherRequest):
        return Problem(422, "key_reused", error.message)
    return None


def _of_request(error: Exception) -> Problem | None:
    if isinstance(error, Unacceptable):
        if error.reason is Reason.EMPTY:
            return unfit({"file": sentence_of_reason(error.reason)})
        status = 413 if error.reason is Reason.TOO_LARGE else 415
        return Problem(status, str(error.reason), sentence_of_reason(error.reason))
    if isinstance(error, StoreFull):
        return Problem(507, "no_room", NO_ROOM)
    if isinstance(error, RequestDataTooBig):
        return Problem(413, "too_large", _("The body has more than 5 MB."))
    if isinstance(error, UNREADABLE):
        return Problem(400, "unreadable", _("The body cannot be read."))
    if isinstance(error, AuthenticationError):
        return unauthenticated()
    if isinstance(error, HttpError):
        return Problem(error.status_code, "unreadable", _("The body is not JSON."))
    return None


def unfit(errors: Mapping[str, Words]) -> Problem:
    """422 with a message per field."""
    return Problem(422, "unfit", next(iter(errors.values()), ""), errors=errors)


def unauthenticated() -> Problem:
    """401: no token, a wrong one, or one that has ended."""
    return Problem(
        401,
        "unauthenticated",
        _("Send Authorization: Bearer with a token that is valid."),
        headers={"WWW-Authenticate": 'Bearer realm="congso"'},
    )


# Said of what does not fit the schema; others get the general sentence.
SCHEMA_WORDS: dict[str, Words] = {
    "missing": _("Enter a value."),
    "extra_forbidden": _("There is no such field."),
    "unfit_text": _("The text contains a character that cannot be taken."),
    "string_too_long": _("The text is too long."),
    "string_too_short": _("Enter a value."),
    "too_long": _("These are too many."),
    "too_short": _("Enter a value."),
    "int_type": _("Enter a whole number."),
    "int_parsing": _("Enter a whole number."),
    "bool_type": _("Send true or false."),
    "enum": _("Choose one of the values of the schema."),
    "literal_error": _("Choose one of the values of the schema."),
    "timezone_aware": _("Send the time with its zone, as in 2026-11-25T08:30:00+07:00."),
    "greater_than_equal": _("The value is too small."),
    "less_than_equal": _("The value is too large."),
}
DOES_NOT_FIT: Words = _("This value does not fit the schema.")


def _field_errors(errors: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, Words]]:
    for error in errors:
        place = [str(part) for part in error["loc"]]
        name = ".".join(place[2:] if place[0] == "body" else place[1:])
        yield name or place[-1], SCHEMA_WORDS.get(error["type"], DOES_NOT_FIT)


def response_of(problem: Problem) -> HttpResponse:
    """The answer for a problem, its words in the language that is active."""
    details: dict[str, Any] = {
        "type": f"urn:congso:problem:{problem.code}",
        "title": str(TITLES.get(problem.status, problem.code)),
        "status": problem.status,
        "detail": str(problem.detail) or str(TITLES.get(problem.status, "")),
        "code": problem.code,
    }
    if problem.errors:
        details["errors"] = [
            {"field": field, "message": str(message)} for field, message in problem.errors.items()
        ]
    response = HttpResponse(
        json.dumps(details, ensure_ascii=False), status=problem.status, content_type=MEDIA_TYPE
    )
    for name, value in problem.headers.items():
        response[name] = value
    return response


def answer(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """The answer for any exception; what is no refusal is logged and says only where to look."""
    fault = error if isinstance(error, Exception) else error()
    problem = problem_of(fault)
    if problem is None:
        request_id = getattr(getattr(request, "actor", None), "request_id", "")
        log.error("request %s failed", request_id or "?", exc_info=fault)
        told = gettext("Tell the administrators the request number %(number)s.")
        problem = Problem(500, "fault", told % {"number": request_id or "–"})
    return response_of(problem)


def install(api: NinjaAPI) -> None:
    """Let problems answer for everything that an operation raises."""
    for kind in (Exception, Http404, HttpError, ValidationError, AuthenticationError):
        api.add_exception_handler(kind, answer)
