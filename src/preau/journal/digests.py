"""Facts as text that never changes a byte, and the digest of an entry."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from preau.journal.facts import FACTS, Fact

#: Longer text is not a code: it belongs on the thing, where it can be erased.
LONGEST_CODE = 200
#: Held in columns of their own.
_IN_COLUMNS = frozenset({"thing_id", "school_id"})


def canonical(value: Any) -> str:
    """JSON with one spelling only: sorted keys, no spaces, no escapes that can be left out."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def instant(at: datetime) -> str:
    """An instant with one spelling only."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def written(fact: Fact) -> str:
    """What a fact says beyond its thing and its lycée, as canonical JSON."""
    return canonical({name: _plain(getattr(fact, name)) for name in _own_fields(fact.name)})


def rebuilt(name: str, data: str, *, thing_id: int, school_id: int | None) -> Fact:
    """The fact that an entry holds; what the class gained since takes its default."""
    kind = FACTS[name]
    said = json.loads(data, object_hook=_revived)
    own = _own_fields(name)
    given = {key: _frozen(value) for key, value in said.items() if key in own}
    return kind(thing_id=thing_id, school_id=school_id, **given)


def digest_of(
    thing_kind: str,
    thing_id: int,
    position: int,
    fact: str,
    data: str,
    at: datetime,
    person_key: str,
    behalf_key: str,
    role: str,
    school_id: int | None,
    audience: str,
    previous: str,
) -> str:
    """SHA-256 over all that an entry says, and over the digest before it."""
    said = [
        thing_kind,
        thing_id,
        position,
        fact,
        data,
        instant(at),
        person_key,
        behalf_key,
        role,
        school_id,
        audience,
        previous,
    ]
    return hashlib.sha256(canonical(said).encode()).hexdigest()


@cache
def _own_fields(name: str) -> tuple[str, ...]:
    return tuple(field.name for field in fields(FACTS[name]) if field.name not in _IN_COLUMNS)


def _plain(value: Any) -> Any:
    """A value as JSON; instants, days, amounts and keys say what they are."""
    match value:
        case None | bool() | int():
            return value
        case str():
            if len(value) > LONGEST_CODE:
                raise ValueError(f"A fact holds codes, not text: {value[:40]!r}…")
            return str(value)
        case datetime():
            return {"@": instant(value)}
        case date():
            return {"on": value.isoformat()}
        case Decimal():
            return {"decimal": str(value)}
        case UUID():
            return {"key": str(value)}
        case list() | tuple():
            return [_plain(item) for item in value]
        case set() | frozenset():
            return sorted(_plain(item) for item in value)
    raise TypeError(f"A fact holds ids, codes and instants, not {type(value).__name__}.")


def _revived(pair: dict[str, Any]) -> Any:
    match pair:
        case {"@": str(value), **rest} if not rest:
            return datetime.fromisoformat(value)
        case {"on": str(value), **rest} if not rest:
            return date.fromisoformat(value)
        case {"decimal": str(value), **rest} if not rest:
            return Decimal(value)
        case {"key": str(value), **rest} if not rest:
            return UUID(value)
    return pair


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value
