"""To write in the journal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

from preau.agenda import actions as agenda
from preau.journal import wiring
from preau.journal.digests import digest_of, written
from preau.journal.models import Entry

if TYPE_CHECKING:
    from preau.core.actors import Actor, Held
    from preau.journal.facts import Fact

#: Where a thing's chain stands: the position and the digest of its last entry.
Head = tuple[int, str]
_NONE_YET: Head = (0, "")
_BATCH = 1000


def record(fact: Fact, *, by: Actor) -> Entry:
    """Write down what just happened, and promise it to its subscribers.

    Called in the transaction of the change, by a caller who holds the lock of the thing; two
    callers without it meet the unique position, and one of them fails.
    """
    last = (
        Entry.objects.filter(thing_kind=fact.thing_kind, thing_id=fact.thing_id)
        .order_by("-position")
        .values_list("position", "digest")
        .first()
    )
    entry = _entry(fact, by, last or _NONE_YET)
    entry.save(force_insert=True)
    if subscribers := wiring.subscribers_of(type(fact)):
        agenda.deliver(subscribers, entry_id=entry.pk, at=by.at)
    return entry


def record_many(facts: Iterable[tuple[Fact, Actor]]) -> int:
    """Write down a past in one go, in the order given; its subscribers do not hear of it."""
    count = 0
    left = iter(facts)
    while batch := list(islice(left, _BATCH)):
        heads = _heads(fact for fact, _ in batch)
        entries = []
        for fact, by in batch:
            thing = (fact.thing_kind, fact.thing_id)
            entry = _entry(fact, by, heads.get(thing, _NONE_YET))
            heads[thing] = (entry.position, entry.digest)
            entries.append(entry)
        Entry.objects.bulk_create(entries)
        count += len(entries)
    return count


def _entry(fact: Fact, by: Actor, head: Head) -> Entry:
    position, digest = head
    worn = _worn(by, fact.school_id)
    entry = Entry(
        thing_kind=fact.thing_kind,
        thing_id=fact.thing_id,
        position=position + 1,
        fact=fact.name,
        data=written(fact),
        at=by.at,
        person_key=str(by.key),
        behalf_key=worn.stands_for_key if worn else "",
        role=str(worn.role) if worn else "",
        school_id=fact.school_id,
        audience=str(fact.audience),
        previous=digest,
    )
    entry.digest = digest_of(**entry.said())
    return entry


def _worn(by: Actor, school_id: int | None) -> Held | None:
    """The mandate an act was done under: the one worn, or the nearest to the lycée."""
    if by.worn is not None:
        return by.worn
    if school_id is not None:
        for held in by.mandates:
            if held.school_id == school_id:
                return held
    return next((held for held in by.mandates if held.school_id is None), None)


def _heads(facts: Iterable[Fact]) -> dict[tuple[str, int], Head]:
    """Where the chains of a batch stand, one query per kind of thing."""
    ids: defaultdict[str, set[int]] = defaultdict(set)
    for fact in facts:
        ids[fact.thing_kind].add(fact.thing_id)
    return {
        (kind, thing_id): (position, digest)
        for kind, things in ids.items()
        for thing_id, position, digest in Entry.objects.filter(thing_kind=kind, thing_id__in=things)
        .order_by("thing_id", "position")
        .values_list("thing_id", "position", "digest")
    }
