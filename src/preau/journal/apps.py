"""Wiring of the room."""

from datetime import datetime

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JournalConfig(AppConfig):
    """Journal, as Django knows it."""

    name = "preau.journal"
    verbose_name = _("Journal")

    def ready(self) -> None:
        """Sign up the seal of each night."""
        from preau.agenda import wiring
        from preau.journal import seals

        def seal_last_day(at: datetime) -> None:
            seals.seal_days(at)

        # Late enough for what was in hand at midnight to be committed.
        wiring.cron("seal the journal", "30 2 * * *", seal_last_day, in_drain=False)
