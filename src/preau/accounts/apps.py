"""Wiring of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Accounts, as Django knows it."""

    name = "preau.accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Have the worker forget the sessions that have expired."""
        from preau.accounts.actions.sessions import drop_expired
        from preau.agenda import wiring as agenda
        from preau.ui.errors import way_back

        agenda.cron("accounts.drop_expired", "15 3 * * *", drop_expired)
        way_back("accounts:factors", _("Back to the second factor"))
        way_back("accounts:sessions", _("Back to my sessions"))
        way_back("accounts:profile", _("Back to my account"))
