"""What is asked of a person about themself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm as MfaAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as MfaReauthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import validate_totp_code
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.contrib.auth import password_validation
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from preau.accounts import actions
from preau.accounts.factors import factors_of
from preau.accounts.states import ResetReason
from preau.ui.forms import Form

if TYPE_CHECKING:
    from collections.abc import Callable

    from preau.accounts.models import User


class DetailsForm(Form):
    """Name, function and telephone: what colleagues read to reach one."""

    first_name = forms.CharField(
        label=_("First name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    title = forms.CharField(
        label=_("Function"),
        required=False,
        max_length=120,
        help_text=_("As you would introduce yourself: teacher of physics, bursar …"),
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )


class ShortcutsForm(Form):
    """Whether single keys act on pages (WCAG 2.1.4)."""

    has_shortcuts = forms.BooleanField(
        label=_("Act by single keys"),
        required=False,
        help_text=_("Switch it off if a screen reader or dictation types letters for you."),
    )


class PasswordForm(Form):
    """A first password, typed twice."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Twelve characters at least; a short sentence is easy to remember."),
    )
    again = forms.CharField(
        label=_("The same again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        """Refuse what is short, common or made of the person's own name."""
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, self.person)
        return password

    def clean(self) -> dict[str, Any]:
        """Refuse a slip of the finger."""
        cleaned = super().clean() or self.cleaned_data
        if "password" in cleaned and cleaned.get("again") != cleaned["password"]:
            raise ValidationError({"again": _("The two passwords differ.")})
        return cleaned


# --- The second factor --------------------------------------------------------------------------
#: A code of the application is good for the half minute it shows, and the one before and after.
_CODE_SECONDS = 90
_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}


class ApplicationForm(Form):
    """The first code of an application, which shows that it was set up with our secret."""

    code = forms.CharField(
        label=_("Code shown by the application"),
        max_length=20,
        help_text=_("Six digits, which change every half minute."),
        widget=forms.TextInput(attrs=_CODE),
    )

    def __init__(self, *args: Any, person: User, secret: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.secret = secret

    def clean_code(self) -> str:
        """Compare with the secret, a few times in five minutes."""
        forgive = check_rate_limit(self.person)
        code: str = self.cleaned_data["code"]
        if not validate_totp_code(self.secret, code):
            raise get_adapter().validation_error("incorrect_code")
        forgive()
        return code

    def clean(self) -> dict[str, Any]:
        """Hand on the secret that was proved, not the code that proved it."""
        super().clean()
        return {"secret": self.secret} if "code" in self.cleaned_data else {}


class KeyForm(Form):
    """A security key: its name, and what it answered to the browser."""

    name = forms.CharField(
        label=_("Name of the key"),
        max_length=60,
        initial=_("My key"),
        help_text=_("So that you can tell it from another one: blue key, telephone …"),
    )
    credential = forms.JSONField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Check that the key answered our question, and for this site."""
        cleaned = super().clean() or self.cleaned_data
        credential = cleaned.get("credential")
        if not isinstance(credential, dict):
            raise ValidationError(_("The key did not answer: press the button, then touch it."))
        _readable(webauthn.parse_registration_response, credential)
        webauthn.complete_registration(credential)
        return cleaned


def _readable(parse: Callable[[Any], object], credential: object) -> None:
    """Refuse what no key answers; the library lets most of it through as an error of its own."""
    try:
        parse(credential)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise get_adapter().validation_error("incorrect_code") from error


class ResetForm(Form):
    """Why an administrator takes somebody's factors away."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=ResetReason,
        widget=forms.RadioSelect,
        help_text=_("Make sure by telephone that it is really them. The letter names the reason."),
    )


class ConfirmForm(Form):
    """Nothing to fill in: the button says it."""


class _CodeForm(forms.Form):
    """What the library's two forms have in common here: the field's words, codes good once."""

    user: User
    authenticator: Authenticator

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = factors_of(self.user)
        field = self.fields["code"]
        field.label, field.widget = _("Code"), forms.TextInput(attrs=_CODE)
        field.help_text = (
            _("The six digits that your application shows, or one of your recovery codes.")
            if self.held.application
            else _("One of the recovery codes that you kept when you set up your key.")
        )

    def clean_code(self) -> str:
        """Take each code of the application once, for as long as it could be typed again."""
        code: str = super().clean_code()  # type: ignore[misc]
        seen = f"accounts.code:{self.user.pk}:{normalize_user_code(code)}"
        if self.authenticator.type == Authenticator.Type.TOTP and not cache.add(
            seen, "", _CODE_SECONDS
        ):
            raise get_adapter().validation_error("incorrect_code")
        return code

    def save(self) -> None:
        """Let the person in; a recovery code is written down, and its owner told."""
        super().save()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.RECOVERY_CODES:
            left = factors_of(self.user).codes_left
            actions.record_code_used(self.user, at=timezone.now(), left=left)


class AuthenticateForm(_CodeForm, MfaAuthenticateForm):
    """The code that is asked for after the password."""


class ReauthenticateForm(_CodeForm, MfaReauthenticateForm):
    """The code that confirms a sensitive act."""


class _AnswerForm(forms.Form):
    """What the library's two forms of a key have in common here: nonsense is a wrong answer."""

    def clean_credential(self) -> Authenticator:
        """Read the answer before the library checks it."""
        _readable(webauthn.parse_authentication_response, self.cleaned_data["credential"])
        checked: Authenticator = super().clean_credential()  # type: ignore[misc]
        return checked


class AuthenticateKeyForm(_AnswerForm, AuthenticateWebAuthnForm):
    """The answer of a key that is asked for after the password."""


class ReauthenticateKeyForm(_AnswerForm, ReauthenticateWebAuthnForm):
    """The answer of a key that confirms a sensitive act."""
