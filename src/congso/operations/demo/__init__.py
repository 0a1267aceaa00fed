# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demo organisation: its story as data, the makers of its files, and the loaders."""

from __future__ import annotations


def logins() -> list[str]:
    """One line per role: who may sign in to the demo, with the common password on top."""
    from congso.accounts.models import Person  # noqa: PLC0415 (needs Django set up)
    from congso.operations.demo.organisation import load_organisation  # noqa: PLC0415

    if not Person.objects.filter(is_demo=True).exists():
        return []
    organisation = load_organisation()
    lines = [f"{organisation.password}  ← mọi tài khoản mẫu"]
    for login in SHOWN:
        person = organisation.person(login)
        lines.append(
            f"{login:<10} {person.name}, {person.title} ({organisation.unit(person.unit).name})"
        )
    return lines


SHOWN = (
    "diepptn", "khiemtg", "dinhlq", "chauvtm", "dungctm", "tuntc", "ngantt", "datqv", "hanhutm",
    "duongntt",
)  # fmt: skip
