# SPDX-License-Identifier: AGPL-3.0-or-later
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0020_clock_stopped"),
        ("routing", "0003_sent_back"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClockStop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stopped_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=1000)),
                ("started_at", models.DateTimeField(null=True)),
                ("start_reason", models.CharField(blank=True, max_length=1000)),
                (
                    "above",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="below",
                        to="routing.clockstop",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clock_stops",
                        to="documents.document",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "stopped_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["document", "id"], name="clock_stop_of_document"),
                    models.Index(
                        condition=models.Q(("above__isnull", False)),
                        fields=["above"],
                        name="clock_stop_above",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("started_at__isnull", True)),
                        fields=("document",),
                        name="clock_stop_one_open_a_paper",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="clock_stop_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("started_at__isnull", True), ("started_by__isnull", True)),
                            models.Q(
                                ("started_at__gte", models.F("stopped_at")),
                                ("started_by__isnull", False),
                                models.Q(("start_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="clock_start_says_why",
                    ),
                ],
            },
        ),
    ]
