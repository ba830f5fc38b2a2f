"""The rooms of a lycée."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from preau.core.verdicts import Refused, no
from preau.journal import actions as journal
from preau.schools import facts, policies
from preau.schools.models import Room, School

if TYPE_CHECKING:
    from preau.core.actors import Actor


@transaction.atomic
def name_room(school: School, *, by: Actor, name: str, usage: str = "") -> Room:
    """Add a room, by the name on its door."""
    school = School.objects.locked(school.pk)
    policies.can_name_room(by, school).enforce()
    if school.rooms.filter(folded_name=Room.folded(name)).exists():
        raise Refused(no(_("The room %(name)s is already in the list.") % {"name": name}))
    room = Room.objects.create(school=school, name=name, usage=usage)
    journal.record(facts.RoomNamed(thing_id=room.pk, school_id=school.pk), by=by)
    return room
