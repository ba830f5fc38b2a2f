"""Files are kept once, whole, and known by their content."""

import hashlib

import pytest

from preau.files import actions, store
from preau.files.models import StoredFile
from tests.instants import NOON

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


@pytest.mark.django_db
class TestKeep:
    def test_keeps_the_bytes_under_their_digest(self):
        attachment = actions.keep(PNG, "../photo.png", at=NOON)

        assert attachment.name == "photo.png"
        assert attachment.file.sha256 == hashlib.sha256(PNG).hexdigest()
        assert attachment.file.content_type == "image/png"
        assert attachment.file.size == len(PNG)
        assert store.read(attachment.file.sha256) == PNG

    def test_keeps_the_same_bytes_once(self):
        first = actions.keep(PNG, "a.png", at=NOON)
        second = actions.keep(PNG, "b.png", at=NOON)

        assert first.file_id == second.file_id
        assert StoredFile.objects.count() == 1

    @pytest.mark.parametrize(
        ("data", "kind"),
        [
            (b"Bonjour, le r\xc3\xa9seau est coup\xc3\xa9.\n", "text/plain"),
            (b"%PDF-1.7\n%\xe2\xe3", "application/pdf"),
            (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01", "image/jpeg"),
            (b"\x00\x01\x02 nothing known", "application/octet-stream"),
            (b"", "application/octet-stream"),
        ],
    )
    def test_believes_the_content_and_not_the_sender(self, data, kind):
        assert actions.keep(data, "malin.png", at=NOON).file.content_type == kind


def test_a_torn_file_is_written_again():
    sha256 = store.put(b"whole")
    store.path(sha256).write_bytes(b"who")

    assert store.put(b"whole") == sha256
    assert store.read(sha256) == b"whole"


def test_a_failed_write_leaves_nothing(monkeypatch):
    def full(_handle):
        raise OSError(28, "No space left on device")

    digest = hashlib.sha256(b"too much").hexdigest()
    monkeypatch.setattr("preau.files.store.os.fsync", full)

    with pytest.raises(OSError, match="No space"):
        store.put(b"too much")

    folder = store.path(digest).parent
    assert not [file for file in folder.glob("*") if digest[:2] in file.parent.name]
