"""People for the tests."""

from __future__ import annotations

from typing import Any

import factory
from allauth.account.models import EmailAddress

from preau.accounts.models import User

PASSWORD = "une cour ombragee 1882"


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A person with a confirmed address, who can sign in with `PASSWORD` if `signs_in=True`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    first_name = factory.Sequence(lambda n: ["Claire", "Paul", "Inès", "Œdipe"][n % 4])
    last_name = factory.Sequence(lambda n: f"Martin{n}")
    email = factory.Sequence(lambda n: f"personne{n}@ecole.invalid")
    phone = "01 44 00 00 00"

    class Params:
        signs_in = factory.Trait(password=factory.django.Password(PASSWORD))

    @factory.post_generation
    def confirmed(self: User, create: bool, extracted: bool | None, **kwargs: Any) -> None:
        """Confirm the address, unless `confirmed=False`."""
        if create:
            EmailAddress.objects.create(
                user=self, email=self.email, primary=True, verified=extracted is not False
            )
