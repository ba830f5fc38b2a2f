"""Wiring of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    """Tickets, as Django knows it."""

    name = "preau.tickets"
    verbose_name = _("Tickets")
