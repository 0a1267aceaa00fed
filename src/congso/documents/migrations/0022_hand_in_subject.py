# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import migrations, models

KNOWN = """
UPDATE documents_handin h SET subject = d.subject
  FROM documents_document d WHERE d.id = h.document_id AND NOT d.is_restricted
"""


class Migration(migrations.Migration):
    dependencies = (("documents", "0021_words_said"),)

    operations = (
        migrations.AddField(
            "handin",
            "subject",
            models.CharField(default="", max_length=500),
            preserve_default=False,
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
    )
