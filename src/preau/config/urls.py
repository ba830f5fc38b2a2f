"""Root URLs: each room's doors, at the room's name."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("preau.accounts.urls")),
    path("schools/", include("preau.schools.urls")),
    path("assets/", include("preau.assets.urls")),
    path("mail/", include("preau.mail.urls")),
    path("tickets/", include("preau.tickets.urls")),
    path("demo/", include("preau.demo.urls")),
    path("", include("preau.ui.urls")),
]
