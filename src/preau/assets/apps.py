"""Wiring of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssetsConfig(AppConfig):
    """Assets, as Django knows it."""

    name = "preau.assets"
    verbose_name = _("Equipment")

    def ready(self) -> None:
        """Hang the room's panels, its entry of the rail and its kind of import file."""
        from preau.accounts.roles import Permission
        from preau.assets import exports, panels, searching
        from preau.assets.imports import KIND
        from preau.schools.imports import kinds
        from preau.ui import homes, navigation, slots
        from preau.ui.errors import way_back

        homes.panel("assets.summary", panels.summary)
        slots.slot("schools.school", panels.of_school)
        way_back("assets:asset", _("Back to the equipment"))
        way_back("assets:assets", _("Back to the list of equipment"))
        navigation.entry(
            "assets",
            _("Equipment"),
            "pc-display",
            "assets:assets",
            permission=Permission.ASSET_SEE,
            order=40,
        )
        kinds.register(KIND)
        searching.wire()
        exports.wire()
