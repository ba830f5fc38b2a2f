"""Wiring of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    """Files, as Django knows it."""

    name = "preau.files"
    verbose_name = _("Files")
