"""How equipment is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.accounts.roles import Permission
from preau.assets import facts
from preau.assets.models import Asset
from preau.assets.states import Status
from preau.journal.wiring import subscribe
from preau.schools.names import short_name
from preau.schools.searching import NAMING_FACTS, reach
from preau.search import actions as search
from preau.search import wiring
from preau.search.wiring import Passage, Told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import QuerySet

    from preau.core.actors import Actor
    from preau.journal.queries import Recorded

_TONES = {Status.STORED: "wait"}


def _tell(assets: QuerySet[Asset], actor: Actor | None) -> Iterator[Told]:
    for asset in assets.select_related("school", "room"):
        school, room = asset.school, asset.room
        passages = [
            (_("Kind"), str(asset.get_kind_display())),
            (_("Serial number"), asset.serial),
            (_("Room"), f"{room.name} {room.usage}".strip() if room else ""),
        ]
        in_service = asset.status == Status.IN_SERVICE
        yield Told(
            key=asset.pk,
            school_id=asset.school_id,
            number=asset.tag,
            title=asset.name,
            where=f"{short_name(school.name)}, {school.commune}",
            url=asset.get_absolute_url() if actor else "",
            passages=[Passage(label, text) for label, text in passages if text],
            also=[school.uai],
            state="" if in_service else asset.get_status_display(),
            tone=_TONES.get(Status(asset.status), "calm"),
        )


def _by_label(actor: Actor, text: str) -> str | None:
    # As it is typed or in capitals, as labels are printed: no index serves all other ways.
    labelled = Asset.objects.visible_to(actor).filter(tag__in={text, text.upper()})
    asset = labelled.order_by("pk").first()
    return asset.get_absolute_url() if asset else None


def _refresh(recorded: Recorded, at: datetime) -> None:
    search.refresh("asset", [recorded.fact.thing_id])


def _refresh_school(recorded: Recorded, at: datetime) -> None:
    """A lycée is found by its name in all that it has."""
    assets = Asset.objects.filter(school=recorded.fact.thing_id)
    search.refresh("asset", assets.order_by().values_list("pk", flat=True))


def wire() -> None:
    """Make equipment findable, and keep it so."""
    wiring.kind(
        wiring.Kind(
            name="asset",
            number=3,
            label=gettext_lazy("Equipment"),
            icon="pc-display",
            order=40,
            things=Asset.objects.all,
            reach=lambda actor: reach(actor, Permission.ASSET_SEE),
            visible=Asset.objects.visible_to,
            tell=_tell,
            exact=_by_label,
        )
    )
    subscribe(
        "assets.search",
        # Storing it or disposing of it changes only its state, which is not searched.
        [facts.Registered, facts.Corrected, facts.Moved],
        _refresh,
    )
    subscribe("assets.search_schools", NAMING_FACTS, _refresh_school)
