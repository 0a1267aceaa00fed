# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("routing", "0006_confirmation_closed")]

    operations = [
        migrations.AddIndex(
            model_name="flow",
            index=models.Index(
                condition=Q(role="lead", parent__isnull=True),
                fields=["unit", "document"],
                name="flow_lead_unit",
            ),
        ),
        migrations.AddIndex(
            model_name="direction",
            index=models.Index(
                condition=Q(parent_flow__isnull=True),
                fields=["author", "document"],
                name="direction_author",
            ),
        ),
    ]
