# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows that named a person name him as one of the office of the paper; lists of restricted ones
name nobody who stands in for him."""

from django.db import migrations

NEW_NUMBERS = """
CREATE TEMPORARY TABLE named_people ON COMMIT DROP AS
SELECT a.object_id, a.principal / 16 AS person_id, a.level, a.sort_at, d.office_id, d.is_restricted
  FROM access_accessrow a JOIN documents_document d ON d.id = a.object_id
 WHERE a.kind = 1 AND a.principal % 16 = 1;
INSERT INTO organisation_officemember (person_id, office_id)
SELECT DISTINCT person_id, office_id FROM named_people;
DELETE FROM access_accessrow WHERE kind = 1 AND principal % 16 = 1;
INSERT INTO access_accessrow (kind, object_id, principal, level, sort_at)
SELECT 1, p.object_id, m.id * 16 + CASE WHEN p.is_restricted THEN 8 ELSE 1 END, p.level, p.sort_at
  FROM named_people p
  JOIN organisation_officemember m ON m.person_id = p.person_id AND m.office_id = p.office_id;
"""


class Migration(migrations.Migration):
    dependencies = (
        ("documents", "0011_withdrawn"),
        ("access", "0001_initial"),
        ("organisation", "0002_office_member"),
    )
    operations = (migrations.RunSQL(NEW_NUMBERS, migrations.RunSQL.noop),)
