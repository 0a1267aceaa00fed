# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0020_clock_stopped")]

    operations = [
        migrations.AddField(
            model_name="searchentry",
            name="said",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
    ]
