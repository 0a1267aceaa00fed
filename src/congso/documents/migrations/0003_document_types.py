# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of types starts from the decree's (B-15); a site edits it afterwards."""

from django.db import migrations

from congso.documents.kinds import KINDS


def fill(apps, schema_editor):
    DocumentType = apps.get_model("documents", "DocumentType")
    DocumentType.objects.bulk_create(
        DocumentType(
            code=kind.code,
            name=kind.name,
            abbreviation=kind.abbreviation,
            position=kind.order,
            is_copy=kind.is_copy,
            is_invitation=kind.has_meeting,
            is_petition=not kind.needs_number,
        )
        for kind in KINDS
    )


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_search_acl")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
