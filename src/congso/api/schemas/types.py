# SPDX-License-Identifier: AGPL-3.0-or-later
"""What fields may hold. Every text is bounded, every time has a zone, numbers are numbers."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from congso.common.vietnamese import UnfitText, refuse_control

# Persons and units become principals (× 16) in a 32-bit column; the others are 32-bit too.
LARGEST_ID = 2**27 - 1
LARGEST_NUMBER = 2**31 - 1


class In(BaseModel):
    """What is sent. A field that is not declared is refused, never ignored (T26)."""

    model_config = ConfigDict(extra="forbid")


class Out(BaseModel):
    """What is answered."""

    model_config = ConfigDict(extra="forbid")


def one_line(value: Any) -> Any:
    """Text without line breaks and control signs."""
    return _refused(value, multiline=False)


def _lines(value: Any) -> Any:
    return _refused(value, multiline=True)


def _refused(value: Any, *, multiline: bool) -> Any:
    if isinstance(value, str):
        try:
            refuse_control(value, multiline=multiline)
        except UnfitText as unfit:
            raise PydanticCustomError("unfit_text", "unfit text") from unfit
    return value


def whole_number(value: Any) -> Any:
    """JSON numbers only: no text, no true; 3.0 is 3."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise PydanticCustomError("int_type", "a whole number is needed")
    return value


def _flag(value: Any) -> Any:
    if not isinstance(value, bool):
        raise PydanticCustomError("bool_type", "true or false is needed")
    return value


def _written(value: Any) -> Any:
    """Days and times come as text; numbers since 1970 are refused."""
    if isinstance(value, str) and (len(value) < 10 or value[4] != "-"):
        raise PydanticCustomError("datetime_parsing", "RFC 3339 is needed")
    if not isinstance(value, str | dt.date):
        raise PydanticCustomError("datetime_type", "RFC 3339 is needed")
    return value


Word = Annotated[str, Field(max_length=100), BeforeValidator(one_line)]
Line = Annotated[str, Field(max_length=300), BeforeValidator(one_line)]
Name = Annotated[str, Field(max_length=200), BeforeValidator(one_line)]
Reason = Annotated[str, Field(min_length=1, max_length=1000), BeforeValidator(_lines)]
Text = Annotated[str, Field(max_length=4000), BeforeValidator(_lines)]
Id = Annotated[int, Field(ge=1, le=LARGEST_ID), BeforeValidator(whole_number)]
Number = Annotated[int, Field(ge=0, le=LARGEST_NUMBER), BeforeValidator(whole_number)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Moment = Annotated[
    AwareDatetime,
    Field(
        ge=dt.datetime(1945, 9, 2, tzinfo=dt.UTC),
        lt=dt.datetime(2200, 1, 1, tzinfo=dt.UTC),
        examples=["2026-11-25T08:30:00+07:00"],
    ),
    BeforeValidator(_written),
]
Day = Annotated[
    dt.date,
    Field(ge=dt.date(1945, 9, 2), lt=dt.date(2200, 1, 1), examples=["2026-11-25"]),
    BeforeValidator(_written),
]
# In the address everything is text, so pydantic reads numbers and days itself there.
IdInPath = Annotated[int, Field(ge=1, le=LARGEST_NUMBER)]
IdInQuery = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Limit = Annotated[int, Field(ge=1, le=100)]
Cursor = Annotated[str, Field(max_length=400)]
Query = Annotated[str, Field(max_length=200), BeforeValidator(one_line)]
