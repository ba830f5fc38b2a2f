"""A whole instance in a folder of its own: real processes, real SMTP, real pages."""

from __future__ import annotations

import json
import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

PREAU = Path(sys.executable).with_name("preau")
PASSWORD = "une cour au matin 2026"

SCHOOLS = """uai,name,kind_code,department_code,department_name,academy,postal_code,commune
0750654D,Lycée Turgot,LGT,75,Paris,Paris,75003,Paris 3e Arrondissement
"""
PEOPLE = """email,first_name,last_name,role,place,from,until,phone,title
claire.morel@lycee.invalid,Claire,Morel,correspondent,0750654D,2026-09-01,,01 00 00 00 01,DDFPT
paul.diallo@lycee.invalid,Paul,Diallo,head_of_school,0750654D,2026-09-01,,,Proviseur
nadia.roux@region.invalid,Nadia,Roux,service_desk,,2026-09-01,,,CESAME
marc.lopez@scc.invalid,Marc,Lopez,contractor_dispatcher,,2026-09-01,,,SCC
ines.baron@scc.invalid,Inès,Baron,field_technician,,2026-09-01,,06 00 00 00 02,Technicienne
"""
SET_PASSWORDS = f"""
from preau.accounts.models import User
for person in User.objects.all():
    person.set_password({PASSWORD!r})
    person.save()
"""


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class Instance:
    """Préau, served by its own supervisor."""

    def __init__(self, folder: Path, database_url: str | None) -> None:
        self.folder = folder
        self.web, self.smtp = free_port(), free_port()
        self.url = f"http://localhost:{self.web}"
        names = ("PATH", "HOME", "LANG", "PGUSER", "PGPASSWORD")
        kept = {name: os.environ[name] for name in names if name in os.environ}
        self.environment = {
            **kept,
            "PREAU_VAR": str(folder / "var"),
            "PREAU_URL": self.url,
            "PREAU_WEB_LISTEN": f"127.0.0.1:{self.web}",
            "PREAU_SMTP_LISTEN": f"127.0.0.1:{self.smtp}",
            "PREAU_MAIL_ADDRESS": "cesame@region.invalid",
        }
        if database_url:
            self.environment["DATABASE_URL"] = database_url
        self.process: subprocess.Popen[bytes] | None = None

    def run(self, *words: str) -> str:
        """Run one command of the instance, and give what it printed."""
        done = subprocess.run(
            [PREAU, *words], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"preau {' '.join(words)}\n{done.stdout}{done.stderr}"
        return done.stdout

    def people(self) -> None:
        """Bring in one lycée and everyone of the story, by the import files."""
        for kind, rows in (("schools", SCHOOLS), ("people", PEOPLE)):
            file = self.folder / f"{kind}.csv"
            file.write_text(rows, encoding="utf-8")
            self.run("import", kind, str(file))
        self.run("manage", "shell", "-c", SET_PASSWORDS)

    def start(self) -> None:
        """Serve, and wait until the pages answer."""
        with (self.folder / "serve.log").open("wb") as log:
            self.process = subprocess.Popen(
                [PREAU, "serve"], env=self.environment, stdout=log, stderr=log
            )
        self.wait(self.is_up, "the pages")

    def is_up(self) -> bool:
        """Whether pages and intake listen."""
        with suppress(OSError):
            for port in (self.web, self.smtp):
                socket.create_connection(("127.0.0.1", port), timeout=2).close()
            return True
        return False

    def stop(self) -> int:
        """Ask the supervisor to stop, as Ctrl-C does; its exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=30)

    def send(self, message: EmailMessage) -> None:
        """Hand a message to the intake."""
        with smtplib.SMTP("127.0.0.1", self.smtp, timeout=10) as carrier:
            carrier.send_message(message)

    def letters(self) -> list[str]:
        """The letters that left, as they lie in the outbox folder."""
        box = self.folder / "var" / "outbox"
        return [f.read_bytes().decode("utf-8", "replace") for f in sorted(box.glob("*.eml"))]

    def ledger(self) -> list[dict[str, object]]:
        """Every letter received, as `preau mail show --all` tells them."""
        lines = self.run("mail", "show", "--all").splitlines()
        return [json.loads(line) for line in lines]

    def wait(self, happened: object, what: str, seconds: int = 60) -> None:
        """Wait for something, and say what did not come."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if happened():  # type: ignore[operator]
                return
            time.sleep(0.2)
        raise AssertionError(
            f"{what} did not come within {seconds} s.\n"
            + (self.folder / "serve.log").read_text(errors="replace")[-4000:]
        )
