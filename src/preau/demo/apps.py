"""Wiring of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    """Demo, as Django knows it."""

    name = "preau.demo"
    verbose_name = _("Demo")
