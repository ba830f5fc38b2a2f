"""Wiring of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssetsConfig(AppConfig):
    """Assets, as Django knows it."""

    name = "preau.assets"
    verbose_name = _("Assets")
