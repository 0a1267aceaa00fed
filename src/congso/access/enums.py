# SPDX-License-Identifier: AGPL-3.0-or-later
from enum import IntEnum


class ObjectKind(IntEnum):
    """What access rows are about."""

    DOCUMENT = 1
    WORK_FILE = 2


class Level(IntEnum):
    """FULL: everything. OUTLINE: number, date and the words "restricted paper" only."""

    OUTLINE = 1
    FULL = 2


class PrincipalKind(IntEnum):
    EVERYONE = 0
    MEMBER = 1
    UNIT_MEMBERS = 2
    UNIT_HEADS = 3
    FIELD = 4
    OFFICE_READERS = 5
    CLERKS = 6
    GRANT = 7
    NAMED = 8
