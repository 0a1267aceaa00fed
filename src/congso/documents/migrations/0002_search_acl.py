# SPDX-License-Identifier: AGPL-3.0-or-later
from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("access", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS intarray"),
        migrations.RunSQL((SQL / "search_acl.sql").read_text(encoding="utf-8")),
    ]
