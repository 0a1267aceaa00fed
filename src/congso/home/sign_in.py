# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the sign-in pages are told of the agency: mail domains, whom to call, the demo's people."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from congso.accounts.models import Person
from congso.common import clock
from congso.operations.demo.organisation import load_organisation
from congso.organisation.enums import Role
from congso.organisation.models import RoleGrant
from congso.organisation.queries import valid_on, who

SHOWN_IN_DEMO = ("diepptn", "khiemtg", "dinhlq", "chauvtm", "dungctm", "tuntc", "ngantt")


def domains() -> list[str]:
    """Further domains of people's addresses beside the one that is set: that of the demo."""
    if not Person.objects.filter(is_demo=True).exists():
        return []
    return [load_organisation().domain]


def contact() -> dict[str, str]:
    """Whom to call for a new password (R-78): the named contact of the Office."""
    grant = (
        RoleGrant.objects.filter(valid_on(clock.today()), role=Role.CONTACT)
        .select_related("person")
        .first()
    )
    if grant is None:
        return {}
    post = who([grant.person_id]).get(grant.person_id)
    return {
        "name": grant.person.full_name,
        "title": post.title if post else "",
        "phone": grant.person.phone,
        "hours": str(_("working hours")),
        "place": post.unit_name if post else "",
    }


def demo_logins() -> dict[str, Any]:
    """The made-up people one may sign in as; empty where the demo is not loaded."""
    people = Person.objects.filter(is_demo=True, login__in=SHOWN_IN_DEMO).order_by("pk")
    posts = who(person.pk for person in people)
    if not posts:
        return {}
    return {
        "password": load_organisation().password,
        "people": [
            {
                "login": person.login,
                "name": person.full_name,
                "title": posts[person.pk].title if person.pk in posts else "",
            }
            for person in people
        ],
    }
