"""The register of equipment as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from preau.assets.filters import AssetFilter
from preau.assets.models import Asset
from preau.assets.states import Kind as AssetKind
from preau.assets.states import Owner, Status
from preau.ui.exports import Column, Export, Kind, Listing, chosen, export

if TYPE_CHECKING:
    from preau.ui.exports import Asked

COLUMNS = [
    Column(_("Label"), lambda asset: asset.tag, width=16),
    Column(_("Make and model"), lambda asset: asset.name, width=40),
    Column(_("Kind"), lambda asset: AssetKind(asset.kind).label, width=22),
    Column(_("Serial number"), lambda asset: asset.serial, width=22),
    Column(_("Lycée"), lambda asset: asset.school.name, width=36),
    Column(_("UAI"), lambda asset: asset.school.uai, width=11),
    Column(_("Room"), lambda asset: asset.room.name if asset.room else "", width=16),
    Column(_("Status"), lambda asset: Status(asset.status).label, width=16),
    Column(_("Owner"), lambda asset: Owner(asset.owner).label, width=16),
    Column(_("In service since"), lambda asset: asset.commissioned_on, Kind.DAY, 14),
    Column(_("Under warranty until"), lambda asset: asset.warranty_until, Kind.DAY, 14),
]


def _listing(asked: Asked) -> Listing:
    visible = Asset.objects.visible_to(asked.actor).select_related("school", "room")
    listed = AssetFilter(asked.query, queryset=visible)
    return Listing(found=listed.qs, rows=visible, filters=chosen(listed))


def wire() -> None:
    """Sign the list up."""
    export(
        Export(
            name="assets",
            title=_("Equipment"),
            page="assets:assets",
            listing=_listing,
            columns=COLUMNS,
        )
    )
