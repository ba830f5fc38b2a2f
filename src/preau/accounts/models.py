"""People, known by their e-mail address."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from preau.accounts.devices import in_words
from preau.accounts.states import Browser, System
from preau.core.constraints import one_of
from preau.core.text import fold


def name_of(first_name: str, last_name: str, email: str) -> str:
    """How a person is named, from the columns of their row."""
    return f"{first_name} {last_name}".strip() or email


class UserManager(BaseUserManager["User"]):
    """People, found by address whatever its capitals."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Open an account; without a password, one is chosen by the link of a letter."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Find the account of an address."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person. What they may do comes from their mandates, never from this row.

    `key` is the pseudonymous name that the journal keeps (STE-6).
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    folded_name = models.CharField(max_length=170, editable=False, db_index=True)
    title = models.CharField(_("function"), max_length=120, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    has_shortcuts = models.BooleanField(_("keyboard shortcuts"), default=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded name, for search and sorting, true to the name."""
        self.folded_name = fold(f"{self.last_name} {self.first_name}", 170)
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "folded_name"}
        super().save(*args, **kwargs)

    @property
    def name(self) -> str:
        """First and last name, or the address where no name is known."""
        return name_of(self.first_name, self.last_name, self.email)

    @property
    def has_access(self) -> bool:
        """Whether the person chose a password, and can sign in."""
        return self.is_active and self.has_usable_password()


class Session(models.Model):
    """A place where a person is signed in, as the list of their sessions shows it.

    `session_key` names the signed-in session itself, which expires on its own. Only what its
    owner needs to recognise it is kept: kind of browser and device, network, first and last seen.
    """

    person = models.ForeignKey(User, models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=10, choices=Browser)
    system = models.CharField(max_length=10, choices=System)
    network = models.CharField(max_length=45, blank=True)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of("browser", Browser.values, name="session_browser_known"),
            one_of("system", System.values, name="session_system_known"),
            models.CheckConstraint(
                condition=models.Q(seen_at__gte=models.F("opened_at")),
                name="session_seen_once_open",
            ),
        ]

    def __str__(self) -> str:
        return self.device

    @property
    def device(self) -> str:
        """The device in words."""
        return in_words(self.browser, self.system)
