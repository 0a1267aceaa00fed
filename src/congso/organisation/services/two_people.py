# SPDX-License-Identifier: AGPL-3.0-or-later
"""The two of the Office who give what opens much, and the roles nobody has together."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congso.accounts.models import Person
from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.organisation.enums import GUARDED_ROLES, KEPT_APART, Role
from congso.organisation.guarded import GUARDED_POSTS
from congso.organisation.models import Post, RoleGrant
from congso.organisation.policies import may_approve_accounts, may_issue_accounts
from congso.organisation.queries_deciders import had_two, makes_a_decider
from congso.organisation.services.clashes import Clash
from congso.organisation.services.structure import require_manager


class NeedsTwo(Exception):
    """The role or post opens much: one asks, another confirms."""

    message = gettext_lazy(
        "This opens numbers, accounts or papers: two people give it. Ask on the person's account "
        "page; a second person confirms."
    )


class AskerGone(Denied):
    """Who asked does not keep accounts any more, so nobody has asked."""

    message = gettext_lazy(
        "Whoever asked for this does not issue accounts any more. Refuse it; another issuer asks "
        "again."
    )


def require_giver(actor: Actor, *, person_id: int, asked_by: int | None) -> None:
    """Raise Denied unless the actor may give a role or post: alone as the issuer, or as the second
    of two, who is neither the asker nor the receiver. The person's row is locked meanwhile."""
    if asked_by is None:
        require_manager(actor)
    else:
        require_second(actor, person_id=person_id, asked_by=asked_by)
    Person.objects.select_for_update().get(pk=person_id)


def require_second(actor: Actor, *, person_id: int, asked_by: int) -> None:
    """Raise Denied unless the actor is the second of two, or AskerGone."""
    if actor.person_id in (None, asked_by, person_id) or not may_approve_accounts(actor):
        raise Denied("confirm")
    if not may_issue_accounts(Actor(person_id=asked_by, via=actor.via)):
        raise AskerGone("confirm")


def require_two_for_role(actor: Actor, grant: RoleGrant, *, asked_by: int | None) -> None:
    """Raise NeedsTwo when a person gives alone a role (saved just now) that opens much."""
    if grant.role in GUARDED_ROLES:
        _require_two(actor, grant, asked_by)


def require_two_for_post(actor: Actor, post: Post, *, asked_by: int | None) -> None:
    """Raise NeedsTwo when a person puts alone somebody who can sign in into a post (saved just
    now) that opens the papers of an agency. Of a new account two people give the password."""
    opens_much = Post.objects.filter(GUARDED_POSTS, pk=post.pk)
    if opens_much.exists() and post.person.has_usable_password():
        _require_two(actor, post, asked_by)


def _require_two(actor: Actor, row: RoleGrant | Post, asked_by: int | None) -> None:
    if actor.person_id is None or asked_by is not None:
        return  # the command line is the operator's road; of two the second has been checked
    if had_two() or not makes_a_decider(row):
        raise NeedsTwo


def require_apart(grant: RoleGrant) -> None:
    """Raise Clash when the person has in that time a role that nobody has beside this one.

    The caller holds the person's row, so two grants at once take turns.
    """
    if grant.role not in KEPT_APART:
        return
    held = RoleGrant.objects.filter(person=grant.person_id, role__in=KEPT_APART)
    held = held.exclude(role=grant.role).exclude(pk=grant.pk)
    held = held.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=grant.valid_from))
    if grant.valid_until is not None:
        held = held.filter(valid_from__lte=grant.valid_until)
    other = held.select_related("person").order_by("valid_from", "pk").first()
    if other is not None:
        raise Clash(_apart(other, grant), "roles_kept_apart")


def _apart(held: RoleGrant, wanted: RoleGrant) -> str:
    words = {
        "name": held.person.full_name,
        "held": held.get_role_display(),
        "wanted": Role(wanted.role).label,
        "first": f"{held.valid_from:%d/%m/%Y}",
    }
    return (
        _(
            "%(name)s has the role “%(held)s” from %(first)s; nobody has “%(wanted)s” beside it. "
            "Give this role to another person, or end that one before the day this one begins."
        )
        % words
    )
