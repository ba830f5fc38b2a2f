"""Real processes: the supervisor, the worker."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from preau.agenda.models import Beat, Delivery, Tick
from preau.config import processes, secret, supervisor

Start = Callable[..., subprocess.Popen[str]]


def eventually(look: Callable[[], object], seconds: float = 20) -> None:
    """Wait until something is so."""
    until = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < until, "It did not come to pass."
        time.sleep(0.02)


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a process that is gone after the test."""
    started: list[subprocess.Popen[str]] = []

    def run(*words: str, **env: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, *words],
            env=os.environ | env,
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


class TestSupervisor:
    def script(self, tmp_path: Path, child: str, grace: int = 20) -> list[str]:
        """A supervisor over one child that appends its process id to a file."""
        log = tmp_path / "pids"
        note = f"open({str(log)!r}, 'a').write(f'{{os.getpid()}}\\n')"
        child = f"import os, signal, time; {note}; {child}"
        return [
            "-c",
            textwrap.dedent(f"""
            import sys
            from preau.config import supervisor
            supervisor.GRACE_SECONDS = {grace}
            child = supervisor.Supervisor({{"child": [sys.executable, "-c", {child!r}]}})
            raise SystemExit(child.run())
            """),
        ]

    def pids(self, tmp_path: Path) -> list[int]:
        path = tmp_path / "pids"
        return [int(line) for line in path.read_text().split()] if path.exists() else []

    def lives(self, pid: int) -> bool:
        return Path(f"/proc/{pid}").exists()

    def test_starts_again_what_falls_and_ends_on_sigterm(self, tmp_path, start):
        process = start(*self.script(tmp_path, "time.sleep(60)"))
        eventually(lambda: self.pids(tmp_path))
        os.kill(self.pids(tmp_path)[0], signal.SIGKILL)
        eventually(lambda: len(self.pids(tmp_path)) == 2)

        process.terminate()

        assert process.wait(10) == 0
        assert not self.lives(self.pids(tmp_path)[1])

    def test_kills_what_does_not_finish(self, tmp_path, start):
        stubborn = "signal.signal(15, signal.SIG_IGN); time.sleep(60)"
        process = start(*self.script(tmp_path, stubborn, grace=1))
        eventually(lambda: self.pids(tmp_path))
        time.sleep(0.2)

        process.send_signal(signal.SIGINT)

        assert process.wait(10) == 0
        assert "arrêté d’autorité" in process.stderr.read()
        assert not self.lives(self.pids(tmp_path)[0])

    def test_leaves_no_orphan_when_it_is_killed_itself(self, tmp_path, start):
        process = start(*self.script(tmp_path, "time.sleep(60)"))
        eventually(lambda: self.pids(tmp_path))

        process.kill()
        process.wait()

        eventually(lambda: not self.lives(self.pids(tmp_path)[0]))

    def test_waits_ever_longer_for_what_keeps_falling(self, monkeypatch):
        clock = [100.0]
        monkeypatch.setattr(supervisor.time, "monotonic", lambda: clock[0])
        child = supervisor.Child("child", [sys.executable, "-c", "raise SystemExit(3)"])
        waits = []
        for _ in range(7):
            child.look()
            assert child.process is not None
            child.process.wait()
            child.look()
            waits.append(child.starts_at - clock[0])
            clock[0] = child.starts_at
        child.look()
        child.process.wait()
        clock[0] += supervisor.STEADY_SECONDS + 1
        child.look()

        assert waits == [1, 2, 4, 8, 16, 30, 30]
        assert child.starts_at - clock[0] == 1

    def test_does_not_start_when_the_preparation_fails(self, monkeypatch, tmp_path):
        monkeypatch.setenv("PREAU_VAR", str(tmp_path))
        monkeypatch.setattr(processes, "PREAU", [sys.executable, "-c", "raise SystemExit(5)"])

        assert processes.serve() == 5


@pytest.mark.django_db(transaction=True)
class TestWorker:
    def test_does_what_is_committed_at_once_and_ends_when_asked(self, start):
        name = connection.settings_dict["NAME"]
        url = f"sqlite:///{name}"
        if connection.vendor == "postgresql":
            url = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
        process = start(
            *("-m", "preau.config.cli", "worker"),
            DATABASE_URL=url,
            DJANGO_SETTINGS_MODULE=os.environ["DJANGO_SETTINGS_MODULE"].replace(
                "tests.settings", "preau.config.settings"
            ),
        )
        eventually(lambda: Beat.objects.exists())
        eventually(lambda: Tick.objects.exists())
        waiting = Delivery.objects.create(subscriber="gone", entry_id=1, due_at=timezone.now())
        began = time.monotonic()

        eventually(lambda: Delivery.objects.get(pk=waiting.pk).attempts)
        took = time.monotonic() - began
        process.terminate()

        assert process.wait(10) == 0
        assert took < 2
        assert not Beat.objects.exists()
        log = process.stderr.read()
        assert '"event": "worker ends"' in log
        assert "KeyError" in log


class TestSecret:
    def test_is_made_once_for_its_owner_only(self, tmp_path):
        var = tmp_path / "new"
        assert secret.read(var) == ""

        secret.ensure(var)
        first = secret.read(var)
        secret.ensure(var)

        assert len(first) > 50
        assert secret.read(var) == first
        assert (var / secret.NAME).stat().st_mode & 0o777 == 0o600
        assert [path.name for path in var.iterdir()] == [secret.NAME]

    def test_of_another_process_that_was_first_is_kept(self, tmp_path, monkeypatch):
        secret.ensure(tmp_path)
        first = secret.read(tmp_path)
        monkeypatch.setattr(Path, "exists", lambda path: False)

        secret.ensure(tmp_path)

        assert secret.read(tmp_path) == first

    def test_is_not_made_where_the_environment_brings_one(self, tmp_path, monkeypatch):
        monkeypatch.setenv("PREAU_VAR", str(tmp_path))
        monkeypatch.setenv("PREAU_SECRET_KEY", "from elsewhere")

        processes.prepare()

        assert not list(tmp_path.iterdir())


class TestWeb:
    def test_becomes_the_web_server(self, tmp_path, monkeypatch):
        monkeypatch.setenv("PREAU_VAR", str(tmp_path))
        monkeypatch.setenv("PREAU_WEB_LISTEN", "[::1]:8080")
        monkeypatch.setenv("PREAU_WEB_PROCESSES", "2")
        became: list[list[str]] = []
        monkeypatch.setattr(os, "execv", lambda path, words: became.append(words))

        processes.web()

        told = " ".join(became[0])
        assert "--host ::1 --port 8080 --workers 2 --blocking-threads 8" in told
