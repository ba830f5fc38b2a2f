"""Wiring of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchoolsConfig(AppConfig):
    """Schools, as Django knows it."""

    name = "preau.schools"
    verbose_name = _("Schools")

    def ready(self) -> None:
        """Sign up the kinds of import file."""
        from preau.schools.imports import enrolment, kinds, people, schools

        for kind in (schools.KIND, enrolment.KIND, people.KIND):
            kinds.register(kind)
