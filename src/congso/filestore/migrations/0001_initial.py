# SPDX-License-Identifier: AGPL-3.0-or-later

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Blob",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("size", models.BigIntegerField()),
                ("media_type", models.CharField(max_length=100)),
                ("flags", models.JSONField(default=list)),
                ("created_at", models.DateTimeField()),
                (
                    "scan_state",
                    models.CharField(
                        choices=[("clean", "No virus found"), ("off", "Not checked for viruses")],
                        max_length=10,
                    ),
                ),
                ("scanned_at", models.DateTimeField(null=True)),
                ("page_count", models.PositiveIntegerField(null=True)),
                ("page_sizes", models.JSONField(default=list)),
                (
                    "text_state",
                    models.CharField(
                        choices=[
                            ("pending", "The text is being read"),
                            ("reading", "The scanned pages are being read"),
                            ("done", "The text is known"),
                            ("none", "There is no text in this file"),
                            ("failed", "The text could not be read"),
                            ("unavailable", "Scanned pages cannot be read on this server"),
                        ],
                        default="pending",
                        max_length=12,
                    ),
                ),
                ("has_text_layer", models.BooleanField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("text_state", "unavailable")),
                        fields=["created_at"],
                        name="blob_unread",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("scan_state__in", ["clean", "off"])),
                        name="blob_scan_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "text_state__in",
                                ["pending", "reading", "done", "none", "failed", "unavailable"],
                            )
                        ),
                        name="blob_text_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("size__gt", 0)), name="blob_not_empty"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Staged",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("owner_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=255)),
                ("size", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "To be checked"),
                            ("checking", "Being checked"),
                            ("waiting", "Waiting for the virus scanner"),
                            ("to_confirm", "To be confirmed by hand"),
                            ("secret_suspected", "Mark of a secret paper found"),
                            ("clean", "Checked"),
                            ("infected", "Virus found"),
                            ("limit", "Too large to check"),
                            ("encrypted", "Locked with a password"),
                            ("refused", "Not accepted"),
                            ("error", "The check failed"),
                        ],
                        default="uploaded",
                        max_length=20,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=20)),
                ("signature", models.CharField(blank=True, max_length=200)),
                ("media_type", models.CharField(blank=True, max_length=100)),
                ("flags", models.JSONField(default=list)),
                ("secret_mark", models.CharField(blank=True, max_length=12)),
                ("ocr_available", models.BooleanField(default=True)),
                ("checked_at", models.DateTimeField(null=True)),
                ("confirmed_by_id", models.BigIntegerField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["owner_id", "-created_at"], name="staged_of_owner"),
                    models.Index(fields=["created_at"], name="staged_by_age"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "uploaded",
                                    "checking",
                                    "waiting",
                                    "to_confirm",
                                    "secret_suspected",
                                    "clean",
                                    "infected",
                                    "limit",
                                    "encrypted",
                                    "refused",
                                    "error",
                                ],
                            )
                        ),
                        name="staged_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "clean"), _negated=True),
                            ("secret_mark", ""),
                            ("confirmed_by_id__isnull", False),
                            _connector="OR",
                        ),
                        name="staged_marked_needs_a_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BlobText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("page", models.PositiveIntegerField()),
                ("text", models.TextField()),
                (
                    "source",
                    models.CharField(
                        choices=[("layer", "Text of the file"), ("ocr", "Read from the picture")],
                        max_length=5,
                    ),
                ),
                ("words", models.JSONField(null=True)),
                (
                    "blob",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="texts",
                        to="filestore.blob",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("blob", "page"), name="blob_text_once"),
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["layer", "ocr"])),
                        name="blob_text_source_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Removal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("requested_by_id", models.BigIntegerField()),
                ("requested_at", models.DateTimeField()),
                ("confirmed_by_id", models.BigIntegerField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "blob",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="filestore.blob",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by_id__isnull", True),
                            models.Q(
                                ("confirmed_by_id", models.F("requested_by_id")), _negated=True
                            ),
                            _connector="OR",
                        ),
                        name="removal_by_two_people",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("confirmed_at__isnull", True)),
                        fields=("blob",),
                        name="removal_asked_once",
                    ),
                ],
            },
        ),
    ]
