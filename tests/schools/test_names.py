"""The short names of lycées."""

import pytest

from preau.schools.names import short_name


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Lycée général et technologique Henri IV", "LGT Henri IV"),
        ("Lycée professionnel Ferdinand Buisson", "LP Ferdinand Buisson"),
        ("Lycée polyvalent de l'Est parisien", "LPO de l'Est parisien"),
        ("Lycée Turgot", "Turgot"),
        ("Etablissement régional d'enseignement adapté Toulouse Lautrec", "EREA Toulouse Lautrec"),
        ("Cité scolaire Paul Valéry", "Cité scolaire Paul Valéry"),
        ("Lycée", "Lycée"),
    ],
)
def test_a_short_name_keeps_the_kind_in_letters(name, short):
    assert short_name(name) == short
