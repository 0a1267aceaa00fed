# SPDX-License-Identifier: AGPL-3.0-or-later

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0004_transfer"),
        ("organisation", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BookScheme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        blank=True,
                        choices=[("invitation", "Invitations"), ("petition", "Petitions")],
                        max_length=12,
                    ),
                ),
                (
                    "book_kind",
                    models.CharField(
                        choices=[
                            ("incoming", "Book of incoming documents"),
                            ("invitation", "Book of invitations"),
                            ("petition", "Book of petitions"),
                        ],
                        max_length=20,
                    ),
                ),
                ("series", models.CharField(blank=True, max_length=20)),
            ],
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="claim",
                        serialize=False,
                        to="documents.document",
                    ),
                ),
                ("claimed_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Envelope",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("passed_on", "Passed on"),
                            ("registered", "Came back and registered"),
                        ],
                        default="passed_on",
                        max_length=12,
                    ),
                ),
                ("sender", models.CharField(max_length=300)),
                ("number_on_envelope", models.CharField(blank=True, max_length=60)),
                (
                    "addressee_kind",
                    models.CharField(
                        choices=[
                            ("person", "A named person"),
                            ("party", "Party committee"),
                            ("union", "Trade union"),
                            ("youth", "Youth union"),
                            ("other", "Another body"),
                        ],
                        max_length=12,
                    ),
                ),
                ("addressee", models.CharField(max_length=200)),
                ("is_hand_to_hand", models.BooleanField(default=False)),
                (
                    "road",
                    models.CharField(
                        choices=[
                            ("exchange", "National exchange"),
                            ("mail", "Official mail"),
                            ("post", "Post"),
                            ("hand", "By hand"),
                            ("fax", "Fax"),
                            ("internal", "Inside the house"),
                        ],
                        max_length=10,
                    ),
                ),
                ("arrived_at", models.DateTimeField()),
                ("passed_on_at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name="NumberBlock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("pile", "Pile of papers in hand"),
                            ("paper_book", "Interim paper book"),
                        ],
                        max_length=12,
                    ),
                ),
                ("first_number", models.PositiveIntegerField()),
                ("last_number", models.PositiveIntegerField()),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("taken_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("-taken_at",),
            },
        ),
        migrations.CreateModel(
            name="ScannedPiece",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
                ("name", models.CharField(max_length=255)),
                ("first_page", models.PositiveIntegerField()),
                ("last_page", models.PositiveIntegerField()),
                (
                    "doubts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("scanned_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="document",
            name="document_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="document",
            name="document_registered_has_a_number",
        ),
        migrations.AddField(
            model_name="book",
            name="closing",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="book",
            name="opened_with_number_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="document",
            name="insert_reason",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="document",
            name="joined_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="joined_papers",
                to="documents.document",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="missing_asked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="document",
            name="set_aside_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="document",
            name="set_aside_reason",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AlterField(
            model_name="document",
            name="state",
            field=models.CharField(
                choices=[
                    ("received", "To register"),
                    ("registered", "To distribute"),
                    ("distributed", "Distributed"),
                    ("finished", "Handled"),
                    ("returned", "Returned to sender"),
                    ("void", "Void"),
                    ("blank", "Number taken, to fill in"),
                    ("joined", "Joined to a registered paper"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="bookscheme",
            name="office",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="organisation.registryoffice",
            ),
        ),
        migrations.AddField(
            model_name="bookscheme",
            name="type",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="documents.documenttype",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="envelope",
            name="document",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="envelope",
                to="documents.document",
            ),
        ),
        migrations.AddField(
            model_name="envelope",
            name="office",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisation.registryoffice",
            ),
        ),
        migrations.AddField(
            model_name="envelope",
            name="passed_on_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="numberblock",
            name="book",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="blocks",
                to="documents.book",
            ),
        ),
        migrations.AddField(
            model_name="numberblock",
            name="office",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisation.registryoffice",
            ),
        ),
        migrations.AddField(
            model_name="numberblock",
            name="taken_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="block",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="documents",
                to="documents.numberblock",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "received",
                            "registered",
                            "distributed",
                            "finished",
                            "returned",
                            "void",
                            "blank",
                            "joined",
                        ],
                    )
                ),
                name="document_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("received", "returned", "joined")),
                    models.Q(
                        ("number__isnull", False),
                        ("book__isnull", False),
                        ("registered_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="document_registered_has_a_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("joined_into__isnull", False), ("state", "joined")),
                    models.Q(
                        models.Q(("state", "joined"), _negated=True), ("joined_into__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="document_joined_into_another",
            ),
        ),
        migrations.AddField(
            model_name="scannedpiece",
            name="block",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="pieces",
                to="documents.numberblock",
            ),
        ),
        migrations.AddField(
            model_name="scannedpiece",
            name="document",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="scanned_pieces",
                to="documents.document",
            ),
        ),
        migrations.AddField(
            model_name="scannedpiece",
            name="settled_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="bookscheme",
            constraint=models.UniqueConstraint(
                condition=models.Q(("group", "")),
                fields=("office", "type"),
                name="scheme_once_a_type",
            ),
        ),
        migrations.AddConstraint(
            model_name="bookscheme",
            constraint=models.UniqueConstraint(
                condition=models.Q(("type__isnull", True)),
                fields=("office", "group"),
                name="scheme_once_a_group",
            ),
        ),
        migrations.AddConstraint(
            model_name="bookscheme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("group", ""), ("type__isnull", False)),
                    models.Q(("type__isnull", True), models.Q(("group", ""), _negated=True)),
                    _connector="OR",
                ),
                name="scheme_of_a_type_or_a_group",
            ),
        ),
        migrations.AddIndex(
            model_name="envelope",
            index=models.Index(fields=["office", "-arrived_at"], name="envelope_list"),
        ),
        migrations.AddConstraint(
            model_name="envelope",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("document__isnull", True), ("state", "passed_on")),
                    models.Q(("document__isnull", False), ("state", "registered")),
                    _connector="OR",
                ),
                name="envelope_registered_has_its_paper",
            ),
        ),
        migrations.AddConstraint(
            model_name="numberblock",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_number__gte", models.F("first_number"))),
                name="block_numbers_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="numberblock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("purpose", "paper_book"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="block_of_paper_book_has_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="scannedpiece",
            index=models.Index(fields=["block", "first_page"], name="piece_of_block"),
        ),
    ]
