# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class UnitKind(TextChoices):
    AGENCY = "agency", _("Agency")
    LEADERSHIP = "leadership", _("Leadership")
    OFFICE = "office", _("Office of the agency")
    ROOM = "room", pgettext_lazy("unit", "Room")
    SUBORDINATE = "subordinate", _("Subordinate unit")


class Position(TextChoices):
    """The place of a post in its unit. Titles are free text; this is what rights hang on."""

    HEAD = "head", _("Head")
    DEPUTY = "deputy", _("Deputy head")
    MEMBER = "member", _("Member")


class Rank(IntegerChoices):
    """Order of titles in lists: rank first, then the Vietnamese order of names (DOMAIN B-45)."""

    DIRECTOR = 10, _("Director")
    DEPUTY_DIRECTOR = 20, _("Deputy director")
    UNIT_HEAD = 30, _("Head of a unit")
    UNIT_DEPUTY = 40, _("Deputy head of a unit")
    OFFICER = 60, _("Officer")
    WORKER = 80, _("Worker")


class Role(TextChoices):
    """Duties given beside the post, dated, within one registry office or one unit."""

    CLERK = "clerk", _("Registry clerk")
    DISTRIBUTOR = "distributor", _("Distributor of incoming papers")
    SECRETARY = "secretary", _("Secretary of a leader")
    ARCHIVIST = "archivist", _("Archivist")
    IT_ADMIN = "it_admin", _("IT administrator")
    ACCOUNT_ISSUER = "account_issuer", _("Issuer of accounts")
    APPROVER = "approver", _("Approver of requests")
    AUDITOR = "auditor", _("Internal inspector")
    KEEPER = "keeper", _("Keeper of a mailbox")
    CONTACT = "contact", _("Named contact for help")


ADMINISTERS = (Role.ACCOUNT_ISSUER, Role.IT_ADMIN)
# Roles that open numbers, accounts or papers: two people give them, and the passwords of who has
# them (organisation/guarded.py). A secretary reads what the leader reads, a distributor all papers.
GUARDED_ROLES = (
    *ADMINISTERS, Role.APPROVER, Role.AUDITOR, Role.CLERK, Role.DISTRIBUTOR, Role.SECRETARY,
)  # fmt: skip
# Separation of duties: nobody has two of these at a time. Who runs the machines keeps no accounts,
# and who asks for an account is not who approves it.
KEPT_APART = (Role.IT_ADMIN, Role.ACCOUNT_ISSUER, Role.APPROVER)


class DutyKind(TextChoices):
    LEADER = "leader", _("On-duty leader")
    OFFICER = "officer", _("Duty officer")
