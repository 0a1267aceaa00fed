# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two of the Office give the password of a leader, a clerk or an administrator."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("administration", "0001_initial")]
    operations = [
        migrations.AlterField(
            model_name="accountrequest",
            name="kind",
            field=models.CharField(
                max_length=14,
                choices=[
                    ("change", "Change of account data"),
                    ("reset_factor", "Reset of the second factor"),
                    ("password", "Password slip of a guarded account"),
                ],
            ),
        ),
    ]
