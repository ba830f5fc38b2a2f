"""Wiring of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """Ui, as Django knows it."""

    name = "preau.ui"
    verbose_name = _("Ui")
