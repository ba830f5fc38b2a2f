"""The words for roles and places in a file of people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from preau.accounts.roles import SCHOOL_ROLES, Role
from preau.core.text import fold
from preau.schools.imports import uai as uais
from preau.schools.models import School, Territory
from preau.schools.states import Academy

if TYPE_CHECKING:
    from preau.schools.imports.lines import Line

PlaceKey = tuple[int | None, int | None, str]

#: What the trade calls the roles, beside their codes and their names in the interface.
_FRENCH = {
    "proviseur": Role.HEAD,
    "proviseure": Role.HEAD,
    "principal": Role.HEAD,
    "directeur": Role.HEAD,
    "directrice": Role.HEAD,
    "chef d'etablissement": Role.HEAD,
    "proviseur adjoint": Role.DEPUTY_HEAD,
    "proviseure adjointe": Role.DEPUTY_HEAD,
    "correspondant": Role.CORRESPONDENT,
    "correspondante": Role.CORRESPONDENT,
    "suppleant": Role.DEPUTY,
    "suppleante": Role.DEPUTY,
    "correspondant suppleant": Role.DEPUTY,
    "personnel": Role.STAFF,
    "cesame": Role.SERVICE_DESK,
    "agent cesame": Role.SERVICE_DESK,
    "repartiteur": Role.DISPATCHER,
    "technicien de proximite": Role.ONSITE,
    "technicien itinerant": Role.FIELD,
    "rtn": Role.DIGITAL_OFFICER,
    "responsable territorial numerique": Role.DIGITAL_OFFICER,
    "rectorat": Role.ACADEMY_SERVICES,
    "academie": Role.ACADEMY_SERVICES,
    "region": Role.REGION,
    "administrateur regional": Role.REGIONAL_ADMIN,
}
_ACADEMIES = {fold(academy.value): academy.value for academy in Academy}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a mandate holds: a lycée, a territory, an académie, or the whole Region."""

    school: School | None = None
    territory: Territory | None = None
    academy: str = ""

    @property
    def key(self) -> PlaceKey:
        """What tells places apart."""
        return (
            self.school.pk if self.school else None,
            self.territory.pk if self.territory else None,
            self.academy,
        )

    def __str__(self) -> str:
        return str(self.school or self.territory or self.academy or _("the whole Region"))


class Places:
    """Lycées, territories and académies by the words that name them."""

    def __init__(self) -> None:
        self.schools = {school.uai: school for school in School.objects.all()}
        self.territories = {fold(t.name): t for t in Territory.objects.all()}

    def named(self, line: Line, role: Role) -> Place | None:
        """The place of a row, or a problem on it."""
        typed = line.text("place", 120)
        if not typed:
            if role in SCHOOL_ROLES:
                line.problem("place", _("This role is held in one lycée: give its UAI."))
                return None
            return Place()
        if fold(typed) in self.territories:
            return self._wider(line, role, Place(territory=self.territories[fold(typed)]))
        if fold(typed) in _ACADEMIES:
            return self._wider(line, role, Place(academy=_ACADEMIES[fold(typed)]))
        if not uais.is_valid(uais.repaired(typed)) and not any(c.isdecimal() for c in typed):
            line.problem(
                "place",
                _("“%(typed)s” is neither a UAI, nor a known territory, nor an académie.")
                % {"typed": typed[:60]},
            )
            return None
        if not (uai := line.uai("place")):
            return None
        if (school := self.schools.get(uai)) is None:
            line.problem("place", _("No lycée has the UAI %(uai)s.") % {"uai": uai})
            return None
        return Place(school=school)

    def _wider(self, line: Line, role: Role, place: Place) -> Place | None:
        if role in SCHOOL_ROLES:
            line.problem("place", _("This role is held in one lycée: give its UAI."))
            return None
        return place


def words_for_roles() -> dict[str, str]:
    """Codes, names in both languages, and what the trade says, each folded."""
    words = {fold(role.value): role.value for role in Role}
    for language in ("fr", "en"):
        with override(language):
            words |= {fold(str(role.label)): role.value for role in Role}
    return words | {word: role.value for word, role in _FRENCH.items()}
