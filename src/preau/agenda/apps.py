"""Wiring of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgendaConfig(AppConfig):
    """Agenda, as Django knows it."""

    name = "preau.agenda"
    verbose_name = _("Agenda")
