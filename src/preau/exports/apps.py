"""Wiring of the room: its task, its cleaning, its help."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExportsConfig(AppConfig):
    """Files of lists, as Django knows them."""

    name = "preau.exports"
    verbose_name = _("Files of lists")

    def ready(self) -> None:
        """Sign up with the rooms below."""
        from preau.accounts.roles import Role
        from preau.agenda import wiring as agenda
        from preau.exports import actions, searching, subscribers
        from preau.ui import help_topics
        from preau.ui.errors import way_back

        subscribers.wire()
        searching.wire()
        agenda.cron("exports.clean", "35 * * * *", actions.clean)
        way_back("exports:files", _("Back to my files"))
        help_topics.add(
            help_topics.Topic(
                "exports",
                _("Taking a list away as a file"),
                _("Spreadsheet, CSV, agenda: what the file holds, and what becomes of long ones."),
                frozenset(role.value for role in Role),
                "exports/help.html",
            )
        )
