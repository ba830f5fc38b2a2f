"""Doors of the room."""

from allauth.mfa.base import views as mfa
from allauth.mfa.webauthn import views as mfa_key
from django.urls import URLPattern, URLResolver, path

from preau.accounts.views import factors, profile, sessions

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", profile.profile, name="profile"),
    path("details/", profile.details, name="details"),
    path("shortcuts/", profile.shortcuts, name="shortcuts"),
    path("invitation/<str:token>/", profile.invitation, name="invitation"),
    path("factors/", factors.factors, name="factors"),
    path("factors/application/", factors.application, name="application"),
    path("factors/key/", factors.key, name="key"),
    path("factors/codes/", factors.codes, name="codes"),
    path("factors/<int:pk>/removal/", factors.removal, name="factor_removal"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/<int:pk>/end/", sessions.session_end, name="session_end"),
]

#: The library's doors of the second factor: those that ask for it. Setting it up has ours, above.
asking: list[URLPattern | URLResolver] = [
    path("factor/", mfa.authenticate, name="mfa_authenticate"),
    path("factor/again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("factor/again/key/", mfa_key.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
]
