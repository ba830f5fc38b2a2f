"""An instance of its own for each database: a folder, an environment, web processes."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from bench import processes

#: As in service on a machine of two cores.
PROCESSES, THREADS = "2", "8"
PREAU = str(Path(sys.executable).with_name("preau"))


@dataclass(frozen=True, slots=True)
class Server:
    """Web processes that answer on a port, and the database beside them."""

    port: int
    process: subprocess.Popen[bytes]
    postmaster: int | None

    def cpu(self) -> tuple[float, float]:
        """Seconds of processor so far: of the web processes, and of a database beside them."""
        database = processes.seconds(self.postmaster) if self.postmaster else 0.0
        return processes.seconds(self.process.pid), database

    def megabytes(self) -> float:
        """Their memory."""
        return processes.megabytes(self.process.pid)

    def stop(self) -> None:
        """Stop."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)


class Instance:
    """Préau on one database, with data, for as long as it is measured."""

    def __init__(self, database: str, url: str | None) -> None:
        self.database = database
        self.folder = Path(tempfile.mkdtemp(prefix="preau-bench-"))
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "PGUSER") if name in os.environ}
        self.environment = {
            **kept,
            "DATABASE_URL": url or f"sqlite:///{self.folder / 'preau.sqlite3'}",
            "DJANGO_SETTINGS_MODULE": "preau.config.settings",
            "PREAU_LOG_LEVEL": "ERROR",
            "PREAU_MAIL_ADDRESS": "cesame@region.invalid",
            "PREAU_SECRET_KEY": secrets.token_urlsafe(50),
            "PREAU_VAR": str(self.folder),
            "PREAU_WEB_PROCESSES": PROCESSES,
            "PREAU_WEB_THREADS": THREADS,
        }
        self._servers: list[Server] = []
        self._postmaster = _postmaster(url)

    def step(self, *words: str) -> dict[str, Any]:
        """Do one step of `bench.inside` in this instance."""
        answer: dict[str, Any] = json.loads(
            self._run(sys.executable, "-m", "bench.inside", *words).splitlines()[-1]
        )
        return answer

    def prepare(self, tickets: int) -> dict[str, Any]:
        """Migrate and fill."""
        self._run(PREAU, "migrate")
        return self.step("seed", str(tickets))

    def bare_least(self, school: int) -> float:
        """The least processor time of the limit, in one process."""
        self.environment["BENCH_SCHOOL"] = str(school)
        return float(self._run(sys.executable, "-m", "bench.bare"))

    def serve(self) -> Server:
        """Serve the pages, as in service."""
        port = free_port()
        self.environment["PREAU_WEB_LISTEN"] = f"127.0.0.1:{port}"
        return self._started(port, PREAU, "web")

    def serve_bare(self, school: int) -> Server:
        """Serve the limit, under the same server with the same numbers."""
        port = free_port()
        self.environment["BENCH_SCHOOL"] = str(school)
        words = [sys.executable, "-m", "granian", "bench.bare:application", "--interface", "wsgi"]
        words += ["--workers", PROCESSES, "--blocking-threads", THREADS, "--no-ws"]
        words += ["--host", "127.0.0.1", "--port", str(port), "--log-level", "error"]
        return self._started(port, *words)

    def _started(self, port: int, *words: str) -> Server:
        server = Server(port, subprocess.Popen(words, env=self.environment), self._postmaster)
        self._servers.append(server)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return server
        raise RuntimeError(f"{' '.join(words)} does not answer.")

    def stop(self) -> None:
        """Stop the web processes."""
        while self._servers:
            self._servers.pop().stop()

    def remove(self) -> None:
        """Stop, and leave nothing behind."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, *words: str) -> str:
        done = subprocess.run(
            words, env=self.environment, capture_output=True, text=True, check=False
        )
        sys.stderr.write(done.stderr)
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)}: {done.returncode}\n{done.stdout}")
        return done.stdout


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _postmaster(url: str | None) -> int | None:
    """The first process of a PostgreSQL on this machine, where its folder can be read."""
    if not url:
        return None
    # postgres:///folder-of-the-socket/name, as scripts/with_postgres.sh writes it.
    folder, _, name = url.removeprefix("postgres://").rpartition("/")
    with psycopg.connect(host=f"/{folder.strip('/')}", dbname=name) as database:
        row = database.execute("SHOW data_directory").fetchone()
    try:
        return int(Path(row[0], "postmaster.pid").read_text().split()[0]) if row else None
    except OSError:
        return None
