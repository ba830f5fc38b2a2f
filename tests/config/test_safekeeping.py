"""What is saved comes back, on either database; what is damaged does not."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
import uuid

import pytest
from django.db import connection

from preau.config import cli, safekeeping
from preau.core.commands import Refusal
from tests.instants import NOON

PEOPLE = "email,last_name,role\nagent@cesame.invalid,Faure,CESAME\n"

#: Opens a session, and counts those that there are.
SESSION = """
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
SessionStore().create()
print(Session.objects.count())
"""


def preau(var, database, *words):
    """Run the command as an installation would, on an instance of its own."""
    environment = {
        **{k: v for k, v in os.environ.items() if k not in {"DJANGO_SETTINGS_MODULE"}},
        "PREAU_VAR": str(var),
        "DATABASE_URL": database,
        "PREAU_SECRET_KEY": "",
    }
    return subprocess.run(
        [sys.executable, "-m", "preau.config.cli", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def instance(tmp_path, django_db_blocker):
    """Make new instances: a folder, and an empty database of the kind that the tests run on."""
    made = []

    def make(name):
        var = tmp_path / name
        var.mkdir()
        if connection.vendor != "postgresql":
            return var, f"sqlite:///{var / 'preau.sqlite3'}"
        database = f"saved_{uuid.uuid4().hex[:12]}"
        with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {database}")
        made.append(database)
        host = connection.settings_dict["HOST"]
        return var, f"postgres:///{host}/{database}"

    yield make
    for database in made:
        with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {database} WITH (FORCE)")


def kept(var):
    """The files of an instance, by their path."""
    files = var / "files"
    return {
        p.relative_to(files).as_posix(): p.read_bytes() for p in files.rglob("*") if p.is_file()
    }


class TestRoundTrip:
    def test_an_instance_comes_back_as_it_was(self, instance, tmp_path):
        old, new, archive = instance("old"), instance("new"), tmp_path / "saved.tar.gz"
        people = tmp_path / "people.csv"
        people.write_text(PEOPLE)
        assert preau(*old, "migrate").returncode == 0
        assert preau(*old, "import", "people", str(people)).returncode == 0
        session = ("manage", "shell", "-c", SESSION)
        assert preau(*old, *session).stdout.split()[-1] == "1"
        shelf = old[0] / "files" / "attached" / "ab"
        shelf.mkdir(parents=True)
        (shelf / ("ab" * 32)).write_bytes(b"photo")
        (shelf / ".new-half").write_bytes(b"half")

        saved = preau(*old, "backup", str(archive))
        restored = preau(*new, "restore", str(archive))

        assert saved.returncode == 0, saved.stderr
        assert archive.stat().st_mode & 0o777 == 0o600
        assert restored.returncode == 0, restored.stderr
        # Nobody is signed in at a copy, wherever it is put up.
        assert preau(*new, *session).stdout.split()[-1] == "1"
        assert kept(new[0]) == {"attached/ab/" + "ab" * 32: b"photo"}
        assert (new[0] / "secret_key").read_text() == (old[0] / "secret_key").read_text()
        # The same file again changes nothing: person, address and mandate are all there.
        again = preau(*new, "import", "people", str(people), "--json")
        assert json.loads(again.stdout)["counts"]["unchanged"] == 1, again.stdout
        verified = [preau(*each, "journal", "verify", "--json").stdout for each in (old, new)]
        assert verified[0] == verified[1]

        # What is in use is left alone: neither the instance nor the archive is written over.
        assert preau(*new, "restore", str(archive)).returncode == 1
        assert preau(*old, "backup", str(archive)).returncode == 1

    def test_a_file_kept_beside_an_empty_database_is_not_written_over(self, instance, tmp_path):
        var, database = instance("used")
        (var / "files").mkdir()
        (var / "files" / "letter").write_bytes(b"kept")

        done = preau(var, database, "restore", str(tmp_path / "none.tar.gz"))

        assert done.returncode == 1
        assert "vide" in done.stderr
        assert kept(var) == {"letter": b"kept"}


def archive_of(folder, members, manifest=None):
    """An archive with these members, and a true manifest unless another one is given."""
    path = folder / "some.tar.gz"
    if manifest is None:
        digests = {name: safekeeping.hashlib.sha256(data).hexdigest() for name, data in members}
        manifest = {"format": 1, "at": "2026-10-05", "database": "sqlite", "sha256": digests}
    with tarfile.open(path, "w:gz") as archive:
        for name, data in [*members, ("manifest.json", json.dumps(manifest).encode())]:
            about = tarfile.TarInfo(name)
            about.size = len(data)
            archive.addfile(about, io.BytesIO(data))
    return path


class TestDamage:
    DATABASE = ("database.sqlite3", b"rows")

    def refusal(self, archive, folder):
        with pytest.raises(Refusal) as refused:
            safekeeping._unpack(archive, folder / "out")
        return str(refused.value)

    def test_a_true_archive_is_taken_apart(self, tmp_path):
        archive = archive_of(tmp_path, [self.DATABASE, ("files/mail/ab/abcd", b"letter")])

        safekeeping._unpack(archive, tmp_path / "out")

        assert (tmp_path / "out/files/mail/ab/abcd").read_bytes() == b"letter"

    def test_a_changed_a_missing_and_an_added_piece_are_named(self, tmp_path):
        manifest = {"format": 1, "at": "x", "sha256": {"database.sqlite3": "0", "files/gone": "0"}}
        archive = archive_of(tmp_path, [self.DATABASE, ("files/more", b"x")], manifest)

        reasons = self.refusal(archive, tmp_path)

        assert all(name in reasons for name in ("database.sqlite3", "files/gone", "files/more"))

    @pytest.mark.parametrize("name", ["../evil", "/etc/evil", "files/../../evil", "files/a b"])
    def test_a_path_that_leads_out_is_refused(self, tmp_path, name):
        assert name in self.refusal(archive_of(tmp_path, [(name, b"x")]), tmp_path)

    def test_a_link_and_a_piece_twice_are_refused(self, tmp_path):
        path = tmp_path / "link.tar.gz"
        with tarfile.open(path, "w:gz") as archive:
            about = tarfile.TarInfo("files/link")
            about.type, about.linkname = tarfile.SYMTYPE, "/etc/passwd"
            archive.addfile(about)

        assert "files/link" in self.refusal(path, tmp_path)
        twice = archive_of(tmp_path, [self.DATABASE, self.DATABASE])
        assert "database.sqlite3" in self.refusal(twice, tmp_path)

    def test_an_archive_cut_short_and_one_of_something_else_are_refused(self, tmp_path):
        whole = archive_of(tmp_path, [("database.sqlite3", os.urandom(50_000))])
        cut, other = tmp_path / "cut.tar.gz", tmp_path / "other.tar.gz"
        cut.write_bytes(whole.read_bytes()[:30_000])
        other.write_bytes(b"something else")

        for path in (cut, other, tmp_path / "absent.tar.gz"):
            assert str(path) in self.refusal(path, tmp_path / path.name)

    @pytest.mark.parametrize(
        "manifest", [{}, [], {"format": 1}, {"format": 1, "at": "x", "sha256": ["files/a"]}]
    )
    def test_without_a_true_manifest_it_is_refused(self, tmp_path, manifest):
        archive = archive_of(tmp_path, [self.DATABASE], manifest)

        assert "manifest" in self.refusal(archive, tmp_path)


@pytest.mark.django_db
class TestRefusals:
    @pytest.fixture(autouse=True)
    def _instance(self, settings, tmp_path, monkeypatch):
        settings.VAR = tmp_path / "var"
        settings.VAR.mkdir()
        monkeypatch.setattr(connection.introspection, "table_names", list)

    def test_an_archive_of_the_other_database_is_refused(self, tmp_path, settings):
        other = {"sqlite": "database.dump", "postgresql": "database.sqlite3"}
        archive = archive_of(tmp_path, [(other[connection.vendor], b"rows")])

        with pytest.raises(Refusal, match="DATABASE_URL"):
            safekeeping.restore(archive)

        assert list(settings.VAR.iterdir()) == []

    def test_a_database_that_cannot_be_filled_leaves_no_files_behind(
        self, tmp_path, settings, monkeypatch
    ):
        def fail(dump):
            raise Refusal("no")

        monkeypatch.setattr(safekeeping, "_fill", fail)
        name = safekeeping._DATABASES[connection.vendor]
        archive = archive_of(tmp_path, [(name, b"rows"), ("files/mail/ab", b"letter")])

        with pytest.raises(Refusal):
            safekeeping.restore(archive)

        assert list(settings.VAR.iterdir()) == []

    def test_a_place_that_cannot_be_written_is_told(self, tmp_path):
        with pytest.raises(Refusal, match="nowhere"):
            safekeeping.save(tmp_path / "nowhere" / "saved.tar.gz", at=None)

    def test_a_file_that_goes_while_it_is_saved_stops_nothing(
        self, tmp_path, settings, monkeypatch
    ):
        gone, stays = (settings.VAR / "files" / "exports" / name for name in ("gone", "stays"))
        gone.parent.mkdir(parents=True)
        for file in (gone, stays):
            file.write_bytes(b"rows")

        def dump(target):
            target.write_bytes(b"rows")

        def add(archive, member, path, true=safekeeping._add):
            gone.unlink(missing_ok=True)
            return true(archive, member, path)

        monkeypatch.setattr(safekeeping, "_dump", dump)
        monkeypatch.setattr(safekeeping, "_add", add)

        manifest = safekeeping.save(tmp_path / "saved.tar.gz", at=NOON)

        assert sorted(manifest["sha256"])[1:] == ["files/exports/stays"]
        assert safekeeping._unpack(tmp_path / "saved.tar.gz", tmp_path / "out") == manifest

    def test_the_programs_of_postgresql_are_asked_for_by_name(self, monkeypatch):
        monkeypatch.setenv("PATH", "/nowhere")

        with pytest.raises(Refusal, match="postgresql-client"):
            safekeeping._postgres("pg_dump")

    def test_they_connect_as_the_address_of_the_database_says(self, tmp_path, monkeypatch):
        program, said = tmp_path / "pg_dump", tmp_path / "said"
        program.write_text(f'#!/bin/sh\necho "$PGSSLMODE $PGPASSWORD $*" > {said}\n')
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        monkeypatch.setitem(connection.settings_dict, "PASSWORD", "secret")
        monkeypatch.setitem(connection.settings_dict, "OPTIONS", {"sslmode": "verify-full"})

        safekeeping._postgres("pg_dump", "--format=custom")

        assert said.read_text() == "verify-full secret --format=custom\n"

    def test_what_they_complain_of_is_passed_on(self, tmp_path, monkeypatch):
        program = tmp_path / "pg_dump"
        program.write_text("#!/bin/sh\necho broken >&2\nexit 1\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))

        with pytest.raises(Refusal, match="broken"):
            safekeeping._postgres("pg_dump")


@pytest.mark.django_db
def test_a_restored_journal_that_is_not_as_written_is_told(monkeypatch, capsys, tmp_path):
    from preau.config import commands

    class Report:
        faults = ("entry 7 was changed",)

    monkeypatch.setattr(safekeeping, "restore", lambda file: {"at": "x", "sha256": {}})
    monkeypatch.setattr(commands, "migrate", lambda args: 0)
    monkeypatch.setattr(commands, "verify", Report)

    assert cli.main(["restore", str(tmp_path / "saved.tar.gz")]) == 1
    assert "entry 7" in capsys.readouterr().err
