"""Doors of the room."""

from django.urls import URLPattern, URLResolver, path, register_converter

from preau.schools.imports import pages as imports
from preau.schools.views import absences, access, confirmations, life, people, region, schools
from preau.schools.views import calendars as views_of_calendars


class UaiConverter:
    """Seven digits and a letter."""

    regex = "[0-9]{7}[A-Z]"

    def to_python(self, value: str) -> str:
        """Take it as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Write it as it stands."""
        return value


register_converter(UaiConverter, "uai")

calendars: tuple[list[URLPattern], str] = (
    [
        path("", views_of_calendars.year, name="year"),
        path("file/", views_of_calendars.file, name="file"),
        path("region.ics", views_of_calendars.feed, name="feed"),
        path("hours/", views_of_calendars.hours, name="hours"),
        path(
            "hours/<int:pk>/withdrawal/",
            views_of_calendars.hours_withdrawal,
            name="hours_withdrawal",
        ),
        path("examinations/", views_of_calendars.exams, name="exams"),
        path("examinations/<int:pk>/", views_of_calendars.exams_change, name="exams_change"),
        path(
            "examinations/<int:pk>/withdrawal/",
            views_of_calendars.exams_withdrawal,
            name="exams_withdrawal",
        ),
        path("history/", views_of_calendars.history, name="history"),
    ],
    "calendars",
)

app_name = "schools"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", schools.school_list, name="list"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<slug:name>/", imports.import_file, name="import"),
    path("imports/<slug:name>/model/", imports.import_model, name="import_model"),
    path("imports/<slug:name>/workbook/", imports.import_workbook, name="import_workbook"),
    path("territories/", schools.territories, name="territories"),
    path("mandates/worn/", people.worn, name="worn"),
    path("mandates/", region.mandates, name="mandates"),
    path("mandates/new/", region.mandate, name="mandate"),
    path("mandates/<int:pk>/end/", people.end, name="mandate_end"),
    path("mandates/<int:pk>/confirmation/", people.confirmation, name="deputy_confirmation"),
    path("mandates/<int:pk>/absence/", absences.absence, name="absence"),
    path("absences/<int:pk>/end/", absences.absence_end, name="absence_end"),
    path("people/", access.accounts_list, name="accounts"),
    path("people/<uuid:key>/", region.person, name="person"),
    path("people/<uuid:key>/invitation/", region.invitation, name="invitation"),
    path("people/<uuid:key>/factors/reset/", access.factors_reset, name="factors_reset"),
    path("<uai:uai>/", schools.school, name="school"),
    path("<uai:uai>/rooms/", schools.rooms, name="rooms"),
    path("<uai:uai>/people/", people.people, name="people"),
    path(
        "<uai:uai>/people/confirmation/",
        confirmations.mandates_confirmation,
        name="mandates_confirmation",
    ),
    path("<uai:uai>/people/history/", people.history, name="history"),
    path("<uai:uai>/correspondent/", people.correspondent, name="correspondent"),
    path("<uai:uai>/correspondence/", people.correspondence, name="correspondence"),
    path("<uai:uai>/deputy/", people.deputy, name="deputy"),
    path("<uai:uai>/delegation/", people.delegation, name="delegation"),
    path("<uai:uai>/modalities/", life.modalities, name="modalities"),
    path("<uai:uai>/modalities/reporter/", life.reporter, name="reporter"),
    path(
        "<uai:uai>/modalities/reporter/<uuid:key>/withdrawal/",
        life.reporter_withdrawal,
        name="reporter_withdrawal",
    ),
    path("<uai:uai>/closures/", life.closures, name="closures"),
    path(
        "<uai:uai>/closures/<int:pk>/cancellation/",
        life.closure_cancellation,
        name="closure_cancellation",
    ),
    path("<uai:uai>/exchanges/", life.exchanges, name="exchanges"),
    path("<uai:uai>/arrangement/", life.arrangement, name="arrangement"),
    path("<uai:uai>/name/", region.name, name="name"),
    path("<uai:uai>/end/", region.end_of_school, name="end_of_school"),
    path("<uai:uai>/reopening/", region.reopening, name="reopening"),
]
