# SPDX-License-Identifier: AGPL-3.0-or-later

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0008_outgoing_books"),
    ]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="transfer_note",
            field=models.TextField(blank=True),
        ),
    ]
