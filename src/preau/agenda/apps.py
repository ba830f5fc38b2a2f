"""Wiring of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgendaConfig(AppConfig):
    """Agenda, as Django knows it."""

    name = "preau.agenda"
    verbose_name = _("Agenda")

    def ready(self) -> None:
        """Sign up the deliveries, and the sweeping of old ones."""
        from preau.agenda import actions, jobs, pulse, wiring
        from preau.search import actions as search

        wiring.drain("deliveries", actions.drain_deliveries)
        wiring.cron("forget deliveries", "40 3 * * *", actions.forget_done, in_drain=False)
        wiring.cron("forget tasks", "50 3 * * *", jobs.forget_finished, in_drain=False)
        wiring.cron("forget workers", "55 3 * * *", pulse.forget_dead, in_drain=False)
        # The kits of the row below do not know the clock.
        wiring.cron(
            "mend the search index", "20 4 * * *", search.mend, in_drain=False, is_long=True
        )
