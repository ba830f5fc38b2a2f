"""SQLite refuses deletions of the journal too, as PostgreSQL does already.

A migration that alters these tables on SQLite makes them anew, without their triggers: it has to
create them again.
"""

from django.db import migrations

TABLES = ("journal_entry", "journal_seal")


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_never_deleted BEFORE DELETE ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'The journal is written once.'); END"
            )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in TABLES:
            schema_editor.execute(f"DROP TRIGGER {table}_never_deleted")


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_written_once")]

    operations = [migrations.RunPython(guard, unguard)]
