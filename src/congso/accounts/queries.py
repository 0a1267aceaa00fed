# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading accounts and their sessions; the mail domain of the house, which is known here alone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from congso.accounts.models import Person
from congso.accounts.policies import TABLE
from congso.common.actor import Actor


@dataclass(frozen=True)
class SessionView:
    """One session as its owner sees it."""

    id: int
    device: str
    is_phone: bool
    address: str
    began_at: dt.datetime
    seen_at: dt.datetime
    is_current: bool


def person_of(actor: Actor) -> Person:
    """The account of the actor. Raises Person.DoesNotExist."""
    return Person.objects.get(pk=actor.person_id or 0)


def sessions_of(actor: Actor, *, person: Person, current: str = "") -> list[SessionView]:
    """The live sessions of `person`, the present one first, then the latest. Raises Denied."""
    TABLE.require(actor, "view", person)
    rows = UserSession.objects.purge_and_list(person)
    views = [_view(row, current) for row in rows]
    views.sort(key=lambda view: (not view.is_current, -view.seen_at.timestamp()))
    return views


def has_security_key(person: Person) -> bool:
    """Whether the person has a passkey or security key."""
    keys = Authenticator.objects.filter(user_id=person.pk, type=Authenticator.Type.WEBAUTHN)
    return bool(keys.exists())


def second_factors(person: Person) -> set[str]:
    """The kinds of second factor the person has: totp, webauthn, recovery_codes."""
    return set(Authenticator.objects.filter(user_id=person.pk).values_list("type", flat=True))


_BROWSERS = (
    ("coc_coc_browser", "Cốc Cốc"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def device_name(agent: str) -> str:
    """A browser and system people recognise, from what the browser says of itself."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown device")


def _view(row: UserSession, current: str) -> SessionView:
    return SessionView(
        id=row.pk,
        device=device_name(row.user_agent),
        is_phone=bool(re.search("Android|iPhone|iPad", row.user_agent)),
        address=row.ip,
        began_at=row.created_at,
        seen_at=row.last_seen_at,
        is_current=row.session_key == current,
    )


def mail_domain() -> str:
    """The domain of people's addresses: the one that is set, else the first further one."""
    mail = settings.CONGSO_ENV.mail
    further = [] if "mail_domain" in mail.model_fields_set else _further_domains()
    return next(iter(further), str(mail.mail_domain))


def own_domains() -> set[str]:
    """Mail domains whose addresses are accepted as logins."""
    return {settings.CONGSO_ENV.mail.mail_domain.lower(), *_further_domains()}


def _further_domains() -> list[str]:
    """The setting CONGSO_LOGIN_DOMAINS names a function of a higher module that knows more of them
    (those of the demo)."""
    path = getattr(settings, "CONGSO_LOGIN_DOMAINS", "")
    more: Iterable[str] = import_string(path)() if path else ()
    return [domain.lower() for domain in more]
