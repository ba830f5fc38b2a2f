"""What the room's migrations do to rows that were there before."""

import importlib
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from preau.core.text import fold
from preau.tickets.models import Ticket
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = pytest.mark.django_db


def test_the_subjects_of_earlier_tickets_are_folded_in_batches(monkeypatch):
    migration = importlib.import_module("preau.tickets.migrations.0005_fold_subjects")
    monkeypatch.setattr(migration, "_BATCH", 2)
    crew = Crew()
    subjects = ["L’Écran ÉTEINT", "Œuvre  à\u00a0refaire", "Réseau"]
    tickets = [factories.received(crew, subject=subject) for subject in subjects]
    Ticket.objects.update(folded_subject="")

    migration.fold_subjects(apps, SimpleNamespace(connection=connection))

    for ticket in tickets:
        ticket.refresh_from_db()
        assert ticket.folded_subject == fold(ticket.subject)
