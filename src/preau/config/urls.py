"""Root URLs: each room's doors, at the room's name."""

from django.urls import URLPattern, URLResolver, include, path

from preau.accounts.urls import asking
from preau.config import views
from preau.config.homes import HOMES
from preau.schools.urls import calendars
from preau.ui import homes

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("preau.accounts.urls")),
    path("account/", include(asking)),
    path("account/", include("allauth.account.urls")),
    path("schools/", include("preau.schools.urls")),
    path("calendars/", include(calendars)),
    path("assets/", include("preau.assets.urls")),
    path("mail/", include("preau.mail.urls")),
    path("contact/", include("preau.mail.contact.urls")),
    path("tickets/", include("preau.tickets.urls")),
    path("figures/", include("preau.insight.urls")),
    path("demo/", include("preau.demo.urls")),
    path("exports/", include("preau.exports.urls")),
    path("search/", include("preau.search.urls")),
    path("health/", views.health, name="health"),
    path("", include("preau.ui.urls")),
]

handler400 = "preau.ui.errors.bad_request"
handler403 = "preau.ui.errors.refused"
handler404 = "preau.ui.errors.not_found"
handler500 = "preau.ui.errors.server_error"

homes.arrange(HOMES)
