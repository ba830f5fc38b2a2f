"""Doors that need no account."""

from django.urls import URLPattern, URLResolver, path

from preau.mail.contact import pages

app_name = "contact"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.contact, name="contact"),
    path("schools/", pages.schools, name="schools"),
    path("sent/", pages.sent, name="sent"),
    path("<slug:uai>/", pages.school, name="school"),
]
