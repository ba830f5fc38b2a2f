"""Wiring of the room: the letters it takes, the facts it hears, its clock, its places on pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    """Tickets, as Django knows it."""

    name = "preau.tickets"
    verbose_name = _("Tickets")

    def ready(self) -> None:
        """Sign up with the rooms below."""
        from preau.agenda import wiring as agenda
        from preau.mail import wiring as mail
        from preau.schools import wiring as schools
        from preau.tickets import (
            alerting,
            exports,
            followers,
            hung,
            mailroom,
            panels,
            queries,
            rating,
            reporters,
            searching,
            subscribers,
            tasks,
        )
        from preau.ui.errors import way_back

        mail.route(
            "tickets",
            mailroom.take,
            find=mailroom.find,
            reasons=mailroom.REASONS,
            sentence=_(
                "A correspondent's message opens a ticket or joins it; the staff's is a report."
            ),
        )
        schools.weigh("tickets", queries.moved_by_calendars)
        subscribers.wire()
        followers.wire()
        reporters.wire()
        rating.wire()
        panels.wire()
        hung.wire()
        searching.wire()
        exports.wire()
        way_back("tickets:ticket", _("Back to ticket %(ref)s"))
        way_back("tickets:tickets", _("Back to the tickets"))
        way_back("tickets:report", _("Back to the report"))
        way_back("tickets:reports", _("Back to the reports"))
        agenda.cron("tickets.remind_and_close", "7 * * * *", tasks.remind_and_close)
        agenda.cron("tickets.forget_presences", "23 * * * *", tasks.forget_presences)
        agenda.cron("tickets.open_reviews", "30 7 * * *", tasks.open_reviews)
        agenda.cron("tickets.warn", "*/5 * * * *", tasks.warn)
        agenda.cron("tickets.tell_alerts", "*/15 * * * *", alerting.tell_alerts)
