# SPDX-License-Identifier: AGPL-3.0-or-later

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0007_scanned_pieces"),
        ("organisation", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="document",
            name="document_registered_has_a_number",
        ),
        migrations.AlterField(
            model_name="book",
            name="kind",
            field=models.CharField(
                choices=[
                    ("incoming", "Book of incoming documents"),
                    ("invitation", "Book of invitations"),
                    ("petition", "Book of petitions"),
                    ("outgoing", "Book of outgoing documents"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="bookscheme",
            name="book_kind",
            field=models.CharField(
                choices=[
                    ("incoming", "Book of incoming documents"),
                    ("invitation", "Book of invitations"),
                    ("petition", "Book of petitions"),
                    ("outgoing", "Book of outgoing documents"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="direction",
            field=models.CharField(
                choices=[("incoming", "Incoming"), ("outgoing", "Outgoing")],
                default="incoming",
                max_length=10,
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
                    models.Q(
                        ("book__isnull", False),
                        ("direction", "outgoing"),
                        ("state", "finished"),
                        models.Q(("paper_number_note", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="document_registered_has_a_number",
            ),
        ),
    ]
