"""A piece of equipment for every URL that names one."""

from __future__ import annotations

from preau.schools.models import School
from tests.assets.factories import AssetFactory
from tests.sweeps.samples import Sample, sample


@sample("assets:asset", "assets:room", "assets:description", "assets:storage", "assets:disposal")
def a_piece_of_equipment(school: School) -> Sample:
    asset = AssetFactory(school=school)
    return Sample(asset, {"tag": asset.tag})


@sample("assets:registration")
def a_school(school: School) -> Sample:
    return Sample(school, {"uai": school.uai})
