"""To keep a file under its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preau.files import store
from preau.files.kinds import kind_of
from preau.files.models import Attachment, StoredFile
from preau.files.names import clean_name

if TYPE_CHECKING:
    from datetime import datetime

    from preau.schools.models import School


def keep(data: bytes, name: str, *, at: datetime, school: School | None = None) -> Attachment:
    """Keep bytes under the name that their sender gave them, made harmless."""
    sha256 = store.put(data)
    return attach(sha256, len(data), kind_of(data), name, at=at, school=school)


def attach(
    sha256: str,
    size: int,
    content_type: str,
    name: str,
    *,
    at: datetime,
    school: School | None = None,
) -> Attachment:
    """Name a file whose bytes are on the shelf already.

    For those who write the bytes before their transaction, so as not to hold it open meanwhile.
    """
    stored, _new = StoredFile.objects.get_or_create(
        sha256=sha256, defaults={"size": size, "content_type": content_type}
    )
    return Attachment.objects.create(file=stored, name=clean_name(name), school=school, kept_at=at)
