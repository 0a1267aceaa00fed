# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the application may do with the tables that the owner role makes.

It reads and writes rows, never tables; rows of append-only models (``append_only = True`` on the
class) it can add but neither change nor remove, whatever a fault in the code might try.
"""

from __future__ import annotations

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from congso.config.env import env

READ_ONLY = ("django_migrations",)
GENERAL = (
    "GRANT USAGE ON SCHEMA public TO {app}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app}",
    "GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {app}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public"
    " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO {app}",
)


def append_only_tables() -> list[str]:
    """Return the tables of the models that say of themselves that they only grow."""
    return sorted(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if getattr(model, "append_only", False)
    )


def apply(connection: BaseDatabaseWrapper) -> None:
    """Give the application role its rights; run as the owner, after migrating.

    Does nothing where one role is both, as on a server given by a single URL.
    """
    role = str(env.database.parameters("app").get("user", ""))
    app = sql.Identifier(role)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user = %s OR NOT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)",
            [role, role],
        )
        if cursor.fetchone()[0]:
            return
        for statement in GENERAL:
            cursor.execute(sql.SQL(statement).format(app=app))
        for table in append_only_tables():
            revoke = "REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {app}"
            cursor.execute(sql.SQL(revoke).format(table=sql.Identifier(table), app=app))
        for table in READ_ONLY:
            revoke = "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {table} FROM {app}"
            cursor.execute(sql.SQL(revoke).format(table=sql.Identifier(table), app=app))
