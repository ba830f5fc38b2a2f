"""Equipment for the tests."""

from __future__ import annotations

import factory

from preau.assets.models import Asset
from tests.schools.factories import SchoolFactory


class AssetFactory(factory.django.DjangoModelFactory[Asset]):
    """A desktop computer in service, allocated by the Region."""

    class Meta:
        model = Asset

    school = factory.SubFactory(SchoolFactory)
    kind = "desktop"
    name = "Alba Poste 310"
    tag = factory.Sequence(lambda n: f"IDF-{n:06d}")

    class Params:
        stored = factory.Trait(status="stored")
        disposed = factory.Trait(status="disposed")
        own_funds = factory.Trait(owner="own_funds")
