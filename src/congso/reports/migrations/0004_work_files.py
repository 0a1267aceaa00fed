# SPDX-License-Identifier: AGPL-3.0-or-later

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0003_inserted_numbers"),
    ]

    operations = [
        migrations.AlterField(
            model_name="exportrun",
            name="report",
            field=models.CharField(
                choices=[
                    ("list", "List of documents"),
                    ("incoming_register", "Register of incoming documents"),
                    ("tracking", "Register of the handling of incoming documents"),
                    ("violations", "Late registration and presentation"),
                    ("closing", "Closing minutes of a book"),
                    ("inserted", "Inserted numbers of a month"),
                    ("work_file", "Work file as one PDF"),
                ],
                max_length=20,
            ),
        ),
    ]
