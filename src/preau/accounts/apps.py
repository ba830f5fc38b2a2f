"""Wiring of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Accounts, as Django knows it."""

    name = "preau.accounts"
    verbose_name = _("Accounts")
