# SPDX-License-Identifier: AGPL-3.0-or-later
"""Roles and posts that open much wait for a second person, and lapse."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("administration", "0002_password_requests")]
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
                    ("role", "Role that opens much"),
                    ("post", "Post that opens much"),
                ],
            ),
        ),
        migrations.AlterField(
            model_name="accountrequest",
            name="state",
            field=models.CharField(
                max_length=10,
                choices=[
                    ("waiting", "Waiting for the Office"),
                    ("approved", "Approved and applied"),
                    ("refused", "Refused"),
                    ("withdrawn", "Withdrawn"),
                    ("expired", "Lapsed: nobody decided in time"),
                ],
            ),
        ),
        migrations.RemoveConstraint("accountrequest", "account_request_one_waiting"),
        migrations.AddConstraint(
            "accountrequest",
            models.UniqueConstraint(
                fields=("person", "kind"),
                condition=Q(state="waiting") & ~Q(kind__in=("role", "post")),
                name="account_request_one_waiting",
            ),
        ),
    ]
