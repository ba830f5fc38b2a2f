"""Wiring of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    """The demonstration, as Django knows it."""

    name = "preau.demo"
    verbose_name = _("Demonstration")

    def ready(self) -> None:
        """Keep letters inside, and say on every page what this is."""
        from preau.accounts import wiring as accounts
        from preau.demo import panels, queries
        from preau.mail import wiring as mail
        from preau.ui import slots

        accounts.spare_by(queries.is_persona)
        mail.sender_guard(queries.stop_real_mail)
        mail.secret_keeper(queries.is_demonstration)
        slots.slot("ui.bar", panels.bar)
