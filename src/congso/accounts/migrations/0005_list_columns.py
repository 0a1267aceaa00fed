# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_person_folded")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="list_columns",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
    ]
