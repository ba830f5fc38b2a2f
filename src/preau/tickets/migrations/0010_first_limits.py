"""The figures that the vade-mecum gives, and those that were decided where it is silent."""

from datetime import UTC, datetime
from typing import Any

from django.db import migrations

THE_TEXT = {
    "number": 1,
    "holds_from": datetime(2020, 1, 1, tzinfo=UTC),
    "dispatch_very_high": 2,
    "dispatch_medium": 4,
    "dispatch_low": 8,
    "network_very_high": 1,
    "network_medium": 3,
    "network_low": 5,
    "office": 10,
    "warning_percent": 80,
    "reason": (
        "Le vade-mecum : de 1 à 5 jours ouvrés pour le réseau. La Région a retenu 3 jours pour "
        "l’urgence moyenne, 10 jours pour la prochaine visite régulière, et 2, 4 ou 8 heures "
        "de service pour l’aiguillage."
    ),
}


def lay(apps: Any, schema_editor: Any) -> None:
    """Write the first version, which nobody edited."""
    figures = apps.get_model("tickets", "LimitFigures")
    figures.objects.get_or_create(number=1, defaults=THE_TEXT)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0009_limits")]

    operations = [migrations.RunPython(lay, migrations.RunPython.noop)]
