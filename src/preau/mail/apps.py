"""Wiring of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    """Mail, as Django knows it."""

    name = "preau.mail"
    verbose_name = _("Mail")
