# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0019_hand_in")]

    operations = [
        migrations.AddField(
            model_name="document",
            name="clock_stopped_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
