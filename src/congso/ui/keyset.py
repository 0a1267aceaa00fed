# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of a list by the last row seen, not by number: stable while new rows come in on top.

The cursor is signed, so that nobody can put values of their own into the query.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.core import signing
from django.db.models import Model, Q, QuerySet

PAGE_SIZE = 50
_SALT = "congso.ui.keyset"
_Row = TypeVar("_Row", bound=Model)


class BadCursor(ValueError):
    """The cursor was changed by hand, or is of another list."""


@dataclass(frozen=True, slots=True)
class KeysetPage:
    """Rows of one page and the cursor of the next ("" when there is none)."""

    rows: list[Any]
    next_cursor: str = ""


def encode_cursor(values: Sequence[Any]) -> str:
    """A signed text for the ordering values of the last row shown."""
    return signing.dumps([_plain(value) for value in values], salt=_SALT, compress=True)


def decode_cursor(cursor: str) -> list[Any]:
    """The values of a cursor. Raises BadCursor."""
    try:
        return [_typed(pair) for pair in signing.loads(cursor, salt=_SALT)]
    except (signing.BadSignature, ValueError, TypeError, KeyError) as error:
        raise BadCursor("not a cursor of this site") from error


def after(order: Sequence[str], values: Sequence[Any]) -> Q:
    """The rows that come after these values; `order` as in order_by, last part unique."""
    if len(order) != len(values):
        raise BadCursor("this cursor is of another list")
    condition = Q()
    equal = Q()
    for name, value in zip(order, values, strict=True):
        field = name.lstrip("-")
        step = "lt" if name.startswith("-") else "gt"
        condition |= equal & Q(**{f"{field}__{step}": value})
        equal &= Q(**{field: value})
    return condition


def page_of(
    rows: QuerySet[_Row], *, order: Sequence[str], cursor: str = "", size: int = PAGE_SIZE
) -> KeysetPage:
    """One page of a queryset. The fields of `order` must not be null. Raises BadCursor."""
    ordered = rows.order_by(*order)
    if cursor:
        ordered = ordered.filter(after(order, decode_cursor(cursor)))
    found = list(ordered[: size + 1])
    if len(found) <= size:
        return KeysetPage(found)
    shown = found[:size]
    return KeysetPage(shown, encode_cursor([_value(shown[-1], name) for name in order]))


def _value(row: Any, name: str) -> Any:
    for part in name.lstrip("-").split("__"):
        row = getattr(row, part)
    return row


def _plain(value: Any) -> list[Any]:
    if isinstance(value, datetime):
        return ["t", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    if isinstance(value, UUID):
        return ["u", value.hex]
    if value is None or isinstance(value, (bool, int, str)):
        return ["v", value]
    raise TypeError(f"{type(value).__name__} cannot be part of a cursor")


_READERS: dict[str, Callable[[Any], Any]] = {
    "t": datetime.fromisoformat,
    "d": date.fromisoformat,
    "u": UUID,
    "v": lambda value: value,
}


def _typed(pair: list[Any]) -> Any:
    kind, value = pair
    return _READERS[kind](value)
