"""Wiring of the room: its place on home pages, in the navigation and in the help."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsightConfig(AppConfig):
    """Figures, as Django knows them."""

    name = "preau.insight"
    verbose_name = _("Figures")

    def ready(self) -> None:
        """Sign up with the rooms below."""
        from preau.accounts.roles import MATRIX, Permission
        from preau.agenda import wiring as agenda
        from preau.insight import exports, open_data, panels, tasks
        from preau.ui import help_topics, homes, navigation
        from preau.ui.errors import way_back

        exports.wire()
        open_data.wire()
        homes.panel("insight.month", panels.month)
        navigation.entry(
            "figures",
            _("Figures"),
            "bar-chart",
            "insight:figures",
            permission=Permission.TICKET_SEE,
            order=60,
        )
        way_back("insight:figures", _("Back to the figures"))
        way_back("insight:open_data", _("Back to the open data"))
        agenda.cron("insight.complete", "23 3 * * *", tasks.complete, is_long=True)
        help_topics.add(
            help_topics.Topic(
                "figures",
                _("The figures, and what each one means"),
                _("Time of treatment, contractor's time, limits kept: what counts, what does not."),
                frozenset(
                    role.value for role, may in MATRIX.items() if Permission.TICKET_SEE in may
                ),
                "insight/help/figures.html",
            )
        )
