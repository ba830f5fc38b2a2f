"""Wiring of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JournalConfig(AppConfig):
    """Journal, as Django knows it."""

    name = "preau.journal"
    verbose_name = _("Journal")
