# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may change the organisation: the Office (R-06, R-08), by person or by command line."""

from __future__ import annotations

from django.db.models import Q

from congso.common.actor import Actor
from congso.common.policy import ANY, EVERYTHING, NOBODY, Policy, allow, predicate, the_system
from congso.organisation.enums import Role
from congso.organisation.standing import has_role, standing_of


@predicate
def account_issuer(actor: Actor) -> Q:
    """The Office's issuer of accounts (Regulation, Article 12.4)."""
    if actor.person_id is None:
        return NOBODY
    return EVERYTHING if has_role(actor, Role.ACCOUNT_ISSUER) else NOBODY


@predicate
def runs_its_office(actor: Actor) -> Q:
    """Head of the agency or of its Office, for units and people of that registry office."""
    if actor.person_id is None:
        return NOBODY
    own = standing_of(actor).own
    return Q(office__in=own.offices_headed() | own.offices_run())


def may_issue_accounts(actor: Actor) -> bool:
    """Whether the actor may create, lock and issue passwords for accounts."""
    if actor.person_id is None:
        return actor.is_system or actor.via == "cli"
    return has_role(actor, Role.ACCOUNT_ISSUER)


def may_approve_accounts(actor: Actor) -> bool:
    """Whether the actor may be the second person when a password, role or post that opens much is
    given: an issuer of accounts, the approver of requests, or Chánh or Phó Chánh Văn phòng of the
    agency, unless he administers the machines (CONGSO_ACCOUNT_APPROVERS)."""
    if actor.person_id is None:
        return False
    if has_role(actor, Role.ACCOUNT_ISSUER) or has_role(actor, Role.APPROVER):
        return True
    heads = any(post.heads_the_office for post in standing_of(actor).own.posts)
    return heads and not has_role(actor, Role.IT_ADMIN)


def offices_managed(actor: Actor) -> set[int]:
    """Registry offices whose stand-ins, duty and fields the actor may settle as head of the agency
    or of its Office. The issuer may everywhere; ask `may_issue_accounts`."""
    if actor.person_id is None:
        return set()
    own = standing_of(actor).own
    return own.offices_headed() | own.offices_run()


UNITS = Policy(
    "organisation.Unit",
    allow("view", account_issuer | runs_its_office | the_system, ANY),
    allow("manage", account_issuer | the_system, ANY),
    allow("appoint", account_issuer | the_system, ANY),
    allow("stand_in", account_issuer | runs_its_office | the_system, ANY),
    allow("assign_field", account_issuer | runs_its_office | the_system, ANY),
    allow("assign_duty", account_issuer | runs_its_office | the_system, ANY),
    allow("set_sight", account_issuer | runs_its_office | the_system, ANY),
    state_field="kind",
)
