# SPDX-License-Identifier: AGPL-3.0-or-later
"""Notices as they are shown: in the reader's language, with what he may know of the paper now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from congso.common import clock
from congso.common.actor import Actor
from congso.notifications.models import Notice

Details = Callable[[Actor, Iterable[str]], dict[str, str]]


@dataclass(frozen=True)
class Shown:
    """One notice: its sentence, and a line on the paper for whoever may see it today."""

    notice: Notice
    text: str
    detail: str


def shown(actor: Actor, notices: Sequence[Notice]) -> list[Shown]:
    """The notices in words: one query for all that is said of papers (CONGSO_NOTICE_DETAILS)."""
    papers = [str(n.parameters["paper"]) for n in notices if "paper" in n.parameters]
    path = getattr(settings, "CONGSO_NOTICE_DETAILS", "")
    find: Details | None = import_string(path) if path else None
    found = find(actor, papers) if find and papers else {}
    return [
        Shown(notice, sentence(notice), found.get(str(notice.parameters.get("paper")), ""))
        for notice in notices
    ]


def sentence(notice: Notice) -> str:
    """The message in the present language; a value it lacks does not break the page."""
    try:
        return str(_(notice.msgid) % notice.parameters)
    except (KeyError, ValueError, TypeError):
        return _(notice.msgid)


def grouped(actor: Actor, notices: Sequence[Notice]) -> list[tuple[dt.date, list[Shown]]]:
    """By the day they came, newest first."""
    days: dict[dt.date, list[Shown]] = {}
    for item in shown(actor, notices):
        days.setdefault(clock.day_of(item.notice.created_at), []).append(item)
    return list(days.items())
