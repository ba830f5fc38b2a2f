"""What finds words, in each database's own way; the terms are the same."""

from django.db import migrations

# A generated column, kept by the database itself. The list of what is not yet in its place is
# kept short: every search looks through it.
POSTGRESQL = (
    """
    ALTER TABLE search_row ADD COLUMN vector tsvector
    GENERATED ALWAYS AS (to_tsvector('simple', terms)) STORED
    """,
    """
    CREATE INDEX search_row_vector ON search_row USING gin (vector)
    WITH (gin_pending_list_limit = 256)
    """,
)

# The words are those of search_row, which is not copied: triggers follow its rows.
SQLITE = (
    """
    CREATE VIRTUAL TABLE search_terms
    USING fts5(terms, content='search_row', content_rowid='id', tokenize='ascii', columnsize=0)
    """,
    """
    CREATE TRIGGER search_row_added AFTER INSERT ON search_row BEGIN
        INSERT INTO search_terms(rowid, terms) VALUES (new.id, new.terms);
    END
    """,
    """
    CREATE TRIGGER search_row_dropped AFTER DELETE ON search_row BEGIN
        INSERT INTO search_terms(search_terms, rowid, terms) VALUES ('delete', old.id, old.terms);
    END
    """,
    """
    CREATE TRIGGER search_row_changed AFTER UPDATE ON search_row BEGIN
        INSERT INTO search_terms(search_terms, rowid, terms) VALUES ('delete', old.id, old.terms);
        INSERT INTO search_terms(rowid, terms) VALUES (new.id, new.terms);
    END
    """,
)


def index(apps, schema_editor):
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_index")]

    operations = [migrations.RunPython(index, migrations.RunPython.noop)]
