"""Wiring of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchoolsConfig(AppConfig):
    """Schools, as Django knows it."""

    name = "preau.schools"
    verbose_name = _("Schools")

    def ready(self) -> None:
        """Sign up panels, entries of the rail, the clock's daily round and kinds of import file."""
        from preau.accounts.roles import Permission
        from preau.agenda import wiring as agenda
        from preau.schools import exports, panels, searching
        from preau.schools.actions.absences import tell_of_absences
        from preau.schools.actions.confirmations import ask_for_confirmations
        from preau.schools.actions.vacancies import ask_heads
        from preau.schools.imports import enrolment, exams, holidays, kinds, people, schools
        from preau.ui import homes, navigation, slots
        from preau.ui.errors import way_back

        homes.panel("schools.without_correspondent", panels.without_correspondent)
        homes.panel("schools.without_exchange", panels.without_exchange)
        homes.panel("schools.designate", panels.designate)
        homes.panel("schools.deputies_to_confirm", panels.deputies_to_confirm)
        homes.panel("schools.to_confirm", panels.to_confirm)
        homes.panel("schools.unconfirmed", panels.unconfirmed)
        homes.panel("schools.my_school", panels.my_school)
        slots.slot("accounts.profile", panels.account_mandates)
        slots.slot("ui.home", panels.absences)
        slots.slot("ui.home", panels.ended)
        slots.slot("ui.bar", panels.worn)
        slots.slot("ui.person", panels.worn_link)
        way_back("schools:school", _("Back to the lycée"))
        way_back("schools:list", _("Back to the lycées"))
        way_back("calendars:year", _("Back to the calendar"))
        navigation.entry(
            "schools",
            _("Lycées"),
            "building",
            "schools:list",
            permission=Permission.SCHOOL_SEE,
            badge=panels.badge_without_correspondent,
            order=40,
            key="l",
        )
        navigation.entry(
            "calendars",
            _("Calendar"),
            "calendar-event",
            "calendars:year",
            permission=Permission.SCHOOL_SEE,
            order=65,
        )
        navigation.entry(
            "mandates",
            _("Mandates"),
            "key",
            "schools:mandates",
            permission=Permission.HEAD_DESIGNATE,
            order=70,
        )
        agenda.cron("schools.absences", "*/10 * * * *", tell_of_absences)
        agenda.cron("schools.confirmations", "30 7 * * 1-5", ask_for_confirmations)
        agenda.cron("schools.ask_heads", "0 8 * * 1-5", ask_heads)
        for kind in (schools.KIND, enrolment.KIND, people.KIND, holidays.KIND, exams.KIND):
            kinds.register(kind)
        searching.wire()
        exports.wire()
