"""Names folded for search and sorting fit their columns, whatever is in them."""

from __future__ import annotations

import pytest

from preau.core.text import fold
from preau.schools.models import FormerName
from tests.accounts.factories import UserFactory
from tests.assets.factories import AssetFactory
from tests.schools.factories import RoomFactory, SchoolFactory

#: A ligature doubles; one sign of a Japanese company becomes four.
LIGATURE, ODDITY = "œ", "㍿"


def test_ligatures_accents_and_spaces_are_folded():
    assert fold("École  Œuvre d’Æthra") == "ecole oeuvre d'aethra"


@pytest.mark.django_db
class TestColumns:
    def make(self, sign):
        school = SchoolFactory(name=sign * 160, commune=sign * 100)
        yield school, "folded_name", 520
        yield (
            FormerName.objects.create(school=school, name=sign * 160, until_on="2020-08-31"),
            "folded_name",
            320,
        )
        yield RoomFactory(school=school, name=sign * 60), "folded_name", 120
        yield UserFactory(first_name=sign * 40, last_name=sign * 40), "folded_name", 160
        yield AssetFactory(school=school, name=sign * 120, serial=sign * 60), "folded", 360

    def test_names_made_of_ligatures_fit_whole(self):
        for thing, column, least in self.make(LIGATURE):
            thing.refresh_from_db()
            folded = getattr(thing, column)
            assert folded.count("oe") * 2 == least, type(thing)
            assert len(folded) <= thing._meta.get_field(column).max_length, type(thing)

    def test_what_expands_more_is_cut_and_never_breaks(self):
        for thing, column, _least in self.make(ODDITY):
            thing.refresh_from_db()
            most = thing._meta.get_field(column).max_length
            assert len(getattr(thing, column)) == most, type(thing)
