# SPDX-License-Identifier: AGPL-3.0-or-later
import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0016_receipt")]

    operations = [
        migrations.AlterField(
            model_name="scannedpiece",
            name="doubts",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("no_label", "Pages before the first label"),
                        ("unknown_label", "A label of another pile"),
                        ("two_labels", "Two labels on one page"),
                        ("twice", "The label stands on two sheets"),
                        ("next_missing", "The label of the next number was not found"),
                        ("not_read", "No label was read"),
                    ],
                    max_length=20,
                ),
                default=list,
                size=None,
            ),
        ),
    ]
