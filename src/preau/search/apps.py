"""Wiring of the room."""

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class SearchConfig(AppConfig):
    """Search, as Django knows it: the rooms above sign up what can be found."""

    name = "preau.search"
    verbose_name = pgettext_lazy("the page", "Search")
