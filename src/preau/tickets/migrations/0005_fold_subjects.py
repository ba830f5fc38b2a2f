"""Fold the subjects of the tickets that were there before the column, a batch at a time."""

import re
import unicodedata

from django.db import migrations

_BATCH = 1000
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'"})


def _fold(text):
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES).lower()).replace("\0", "")
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", plain).strip()[:400]


def fold_subjects(apps, schema_editor):
    """Each batch is a transaction of its own; begun anew, it does the same again."""
    tickets = apps.get_model("tickets", "Ticket").objects.using(schema_editor.connection.alias)
    last = 0
    while batch := list(tickets.filter(pk__gt=last).order_by("pk").only("pk", "subject")[:_BATCH]):
        for ticket in batch:
            ticket.folded_subject = _fold(ticket.subject)
        tickets.bulk_update(batch, ["folded_subject"])
        last = batch[-1].pk


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("tickets", "0004_watches")]

    operations = [migrations.RunPython(fold_subjects, migrations.RunPython.noop)]
