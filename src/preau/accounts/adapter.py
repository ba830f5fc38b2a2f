"""How allauth behaves here: no sign-up, letters by the outbox, refusals that say what to do."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from preau.accounts import actions, noting, sealing, wiring
from preau.accounts.confirming import ask_again

if TYPE_CHECKING:
    from allauth.account.models import EmailAddress

    from preau.accounts.models import User

#: What allauth calls its letters, and what we call them; any other is not sent.
LETTERS = {
    "account/email/password_reset_key": ("password_reset", "password_reset_url"),
    "account/email/email_confirmation": ("address_confirmation", "activate_url"),
}


class Adapter(DefaultAccountAdapter):
    """The house's way of signing in."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "This address and this password do not go together. Check both, or choose a new"
            " password by the link “Forgotten password”."
        ),
        # The limit is 5 attempts in 5 minutes for an address (ACCOUNT_RATE_LIMITS).
        "too_many_login_attempts": _(
            "Too many attempts. Wait five minutes, then try again; if you no longer know your"
            " password, choose a new one by the link “Forgotten password”."
        ),
        "account_inactive": _("This account is closed. Ask the Region why."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody enters on their own: an account is opened by a designation or by the Region."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Hand the letter to the outbox; its link bears the instance's own address."""
        if template_prefix not in LETTERS:
            return
        kind, variable = LETTERS[template_prefix]
        link = urlsplit(context[variable])
        letter = wiring.SecretLetter(
            kind=kind,
            address=email,
            name=context["user"].name,
            # Never the host that the request claimed: it could be a stranger's.
            url=settings.PREAU_URL + link._replace(scheme="", netloc="").geturl(),
            key=f"{kind}:{uuid.uuid4()}",
        )
        wiring.send(letter, timezone.now())

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in; the session can be ended from elsewhere before it opens its first page."""
        super().login(request, user)
        noting.note(request, user, timezone.now())

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again before an address is added, changed or removed, as before a factor is."""
        return ask_again(self.request) is not None

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        """Pass allauth's messages on, but for "signed in as …": the page says so by itself."""
        if message_template != "account/messages/logged_in.txt":
            super().add_message(request, level, message_template, *args, **kwargs)

    def set_password(self, user: User, password: str) -> None:
        """Change the password by the verb of this room, so that the journal knows."""
        changed = actions.change_password(user, password=password, at=timezone.now())
        # The caller goes on with its own copy, whose session must stay valid.
        user.password = changed.password

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Confirm an address by the link that was sent to it."""
        confirmed: bool = super().confirm_email(request, email_address)
        if confirmed:
            actions.record_confirmed(email_address.user, at=timezone.now())
        return confirmed


class FactorAdapter(DefaultMFAAdapter):
    """The house's way of checking a second factor."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "This does not fit. A code is good for half a minute: type the one that shows now; or"
            " touch the key that belongs to this account."
        ),
    }

    def get_totp_issuer(self) -> str:
        """The name under which the application shows the code."""
        return "Préau"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Whom a key answers: the instance's own host, never the one that the request claimed."""
        return {"id": urlsplit(settings.PREAU_URL).hostname or "localhost", "name": "Préau"}

    def encrypt(self, text: str) -> str:
        """Keep secrets unreadable in the database and its copies."""
        return sealing.lock(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Read a secret again."""
        return sealing.unlock(encrypted_text)
