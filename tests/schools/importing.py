"""Files that are taken in, and what they changed."""

from __future__ import annotations

from pathlib import Path

from preau.accounts.models import User
from preau.core.actors import Actor
from preau.journal.models import Entry
from preau.schools.imports.kinds import KINDS, run
from preau.schools.models import FormerName, Headcount, Mandate, School, Territory
from tests.instants import NOON

DEMO = Path(__file__).parents[2] / "src/preau/demo/data"
OPENED = (
    "uai,name,kind_code,academy,department_code,department_name,commune\n"
    "0750654D,Lycée Chaptal,LGT,Paris,75,Paris,Paris 8e\n"
    "0920137Z,Lycée Auguste Renoir,LPO,Versailles,92,Hauts-de-Seine,Asnières\n"
)


#: What Préau says of counts whose file does not name its source.
SOURCE = "fichier file.csv, importé le lundi 5\u00a0octobre\u00a02026"


def load(kind, text, *, by=None, dry_run=False):
    data = text if isinstance(text, bytes) else text.encode()
    return run(KINDS[kind], data, "file.csv", by=by or Actor.preau(NOON), dry_run=dry_run)


def state():
    return (
        Entry.objects.count(),
        School.objects.count(),
        Headcount.objects.count(),
        User.objects.count(),
        Mandate.objects.count(),
        Territory.objects.count(),
        FormerName.objects.count(),
    )


def told(report):
    return [(p.row, p.column) for p in report.problems]
