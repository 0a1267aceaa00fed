# SPDX-License-Identifier: AGPL-3.0-or-later
"""Principals as whole numbers: reference × 16 + kind. No table, no look-up.

Rows name who sees an object; the person's own set of numbers is resolved once a request from his
posts, roles, fields and stand-ins of that day, so a transfer or an ended duty takes effect at once.
"""

from __future__ import annotations

from congso.access.enums import PrincipalKind

EVERYONE = int(PrincipalKind.EVERYONE)


def _number(kind: PrincipalKind, reference: int) -> int:
    return reference * 16 + kind


def kind_of(principal: int) -> PrincipalKind:
    """What kind of principal a number is."""
    return PrincipalKind(principal % 16)


def member(member_id: int) -> int:
    """A person as one of a registry office: himself, his stand-in and his secretary."""
    return _number(PrincipalKind.MEMBER, member_id)


def named(member_id: int) -> int:
    """A person on the list of a restricted paper: he alone, whoever acts for him."""
    return _number(PrincipalKind.NAMED, member_id)


def unit_members(unit_id: int) -> int:
    """Everyone with a post in the unit (its switch "the whole room sees")."""
    return _number(PrincipalKind.UNIT_MEMBERS, unit_id)


def unit_heads(unit_id: int) -> int:
    """The head and deputy heads of the unit."""
    return _number(PrincipalKind.UNIT_HEADS, unit_id)


def field(unit_id: int) -> int:
    """The leader to whose field the unit belongs that day."""
    return _number(PrincipalKind.FIELD, unit_id)


def office_readers(registry_office_id: int) -> int:
    """Head of the agency, Chánh and Phó Chánh Văn phòng, clerks: those who see all its papers."""
    return _number(PrincipalKind.OFFICE_READERS, registry_office_id)


def clerks(registry_office_id: int) -> int:
    return _number(PrincipalKind.CLERKS, registry_office_id)


def grant(grant_id: int) -> int:
    """An explicit dated grant, such as an inspection by decision."""
    return _number(PrincipalKind.GRANT, grant_id)
