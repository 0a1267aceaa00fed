# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be wrong with a row, and the sentences for people: what it is and how to mend it.

A problem is kept by its code, so that each reads it in his own language.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congso.operations.registers.columns import BY_KEY


@dataclass(frozen=True)
class Problem:
    """`field` is ours ("" for the whole row); grave ones keep the row out of the import."""

    code: str
    field: str = ""
    args: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def is_grave(self) -> bool:
        return self.code in GRAVE

    @property
    def sentence(self) -> str:
        """What is wrong and how to mend it, in the language of the reader."""
        return str((GRAVE | SLIGHT)[self.code]) % self.args

    def column(self, headings: Mapping[str, str]) -> str:
        """The heading of the column in the file, else our name of it; "" for the whole row."""
        if not self.field:
            return ""
        return headings.get(self.field) or str(BY_KEY[self.field].label)

    def to_json(self) -> list[Any]:
        return [self.code, self.field, self.args]

    @classmethod
    def from_json(cls, value: list[Any]) -> Problem:
        return cls(value[0], value[1], value[2])


GRAVE: dict[str, str | Promise] = {
    "secret": _(
        "A secret paper is not put on the system; this row was not kept. Leave it in the paper "
        "book of secret documents and delete it from the file."
    ),
    "old_encoding": _(
        "The text is in an old code (%(encoding)s). Tick “Convert old codes to Unicode”, or "
        "convert the file and upload it again."
    ),
    "unfit_text": _("The text holds a sign that must not be stored. Type the cell again."),
    "fault": _("The cell holds the Excel fault %(text)s. Type the value in its place."),
    "no_number": _(
        "There is no number. Type the number as it stands in the book, such as 15 or 15a."
    ),
    "bad_number": _("“%(text)s” is not a number of a book. Type it as 15 or 15a."),
    "number_twice": _(
        "Number %(number)s stands in row %(row)s already. Correct one of them, or write it as 15a."
    ),
    "no_day": _("There is no date. Type it as dd/mm/yyyy."),
    "not_a_day": _("“%(text)s” is not a date. Type it as dd/mm/yyyy."),
    "no_such_day": _("There is no such day: “%(text)s”. Check day and month, and type dd/mm/yyyy."),
    "out_of_time": _("The year of “%(text)s” cannot be right. Type it as dd/mm/yyyy."),
    "other_year": _(
        "%(day)s is not in the year of the book, %(year)s. Check the year, or import the row "
        "into its own book."
    ),
    "in_future": _("%(day)s is in the future. Check the date."),
    "after_arrival": _(
        "The date of the paper, %(day)s, is after its arrival on %(arrived)s. Check both."
    ),
    "after_arrival_swapped": _(
        "The date of the paper, %(day)s, is after its arrival on %(arrived)s. With day and "
        "month exchanged (%(swapped)s) it would fit: check it."
    ),
    "no_issuer": _(
        "There is no issuing agency. Type its name, or “Không rõ” when the book does not say."
    ),
    "no_subject": _("There is no subject. Type what the paper is about."),
    "no_symbol": _("There is no number and symbol. Type it as 15/QĐ-SNN."),
    "symbol_became_date": _(
        "Excel has turned the number and symbol into the date %(day)s. Format the cell as text "
        "and type it again."
    ),
    "symbol_without_number": _("“%(text)s” does not begin with a number. Type it as 15/QĐ-SNN."),
    "too_long": _("The text has %(length)s characters; %(limit)s can be kept. Shorten it."),
}
SLIGHT: dict[str, str | Promise] = {
    "converted": _("The text was converted from an old code (%(encoding)s). Check the spelling."),
    "gap": _("Numbers %(first)s to %(last)s before this row are missing."),
    "gap_one": _("Number %(first)s before this row is missing."),
    "number_falls": _("Number %(number)s stands after number %(before)s."),
    "day_falls": _("%(day)s is before the date of the row above, %(before)s. Check it."),
    "day_swapped": _(
        "%(day)s does not fit the row above, %(before)s; with day and month exchanged "
        "(%(swapped)s) it would: check it."
    ),
    "year_added": _("The date had no year; %(year)s was taken."),
    "serial": _("The date was kept as a number; it was read as %(day)s."),
    "ditto": _("The mark for “as above” was read as “%(text)s”."),
    "no_symbol_slight": _("There is no number and symbol; the paper is imported without one."),
    "odd_symbol": _("“%(text)s” is not written as the decree says; it is kept as it stands."),
    "no_issued_on": _("There is no date of the paper; it is imported without one."),
    "bad_issued_on": _("The date of the paper “%(text)s” cannot be read; it is kept in the note."),
    "bad_passed_on": _("“%(text)s” is not a date; it is kept in the note as written."),
    "type_guessed": _("The type of document is not known; official letter was taken."),
    "type_unknown": _(
        "The type “%(text)s” is not in the list; %(taken)s was taken and the word kept in the note."
    ),
    "urgency_unknown": _(
        "The urgency “%(text)s” is not known; normal was taken and the word kept in the note."
    ),
    "pages_unknown": _("“%(text)s” is not a number of pages; it is kept in the note."),
    "long": _("The text has %(length)s characters; the national form has room for %(limit)s."),
    "subject_cut": _(
        "The subject has %(length)s characters; the whole is kept in the note, and 500 stand in"
        " the list."
    ),
    "twin": _(
        "Number and symbol, date and agency are those of row %(row)s. Check that the paper was "
        "not entered twice."
    ),
    "fault_slight": _("The cell holds the Excel fault %(text)s and is left empty."),
}
