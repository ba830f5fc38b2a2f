"""To hand out a file: always as a download, never as a page of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse

from preau.files import store
from preau.files.kinds import PLAIN, UNKNOWN

if TYPE_CHECKING:
    from preau.files.models import Attachment

_HARMLESS = frozenset({"image/png", "image/jpeg", "application/pdf", PLAIN})


def download(attachment: Attachment) -> FileResponse:
    """The bytes of an attachment. Its door has checked who asks."""
    stored = attachment.file
    return download_bytes(
        stored.sha256, attachment.name, content_type=stored.content_type, shelf=store.FILES
    )


def download_bytes(sha256: str, name: str, *, content_type: str, shelf: str) -> FileResponse:
    """The bytes of a digest under a name, in a form that no browser opens in our name."""
    response = FileResponse(
        store.path(sha256, shelf=shelf).open("rb"),
        as_attachment=True,
        filename=name,
        content_type=content_type if content_type in _HARMLESS else UNKNOWN,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
