"""Wiring of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from preau.ui import navigation


class UiConfig(AppConfig):
    """Ui, as Django knows it."""

    name = "preau.ui"
    verbose_name = _("Pages")

    def ready(self) -> None:
        """Put the home page first on the rail."""
        navigation.entry("home", _("Home"), "house", "ui:home", order=0)
