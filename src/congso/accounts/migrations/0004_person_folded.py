# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import Q

from congso.common.vietnamese import fold


def fill(apps: Any, _editor: Any) -> None:
    """Fold the names of those who have an account already."""
    people = apps.get_model("accounts", "Person").objects
    found = list(people.only("pk", "full_name", "login"))
    for person in found:
        person.folded = fold(f"{person.full_name} {person.login}")
    people.bulk_update(found, ("folded",), batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_person_leaving_and_leaks")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="folded",
            field=models.CharField(db_default="", default="", editable=False, max_length=200),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=Q(is_active=True), fields=["sort_key", "id"], name="person_by_name"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
