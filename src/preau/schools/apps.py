"""Wiring of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchoolsConfig(AppConfig):
    """Schools, as Django knows it."""

    name = "preau.schools"
    verbose_name = _("Schools")
