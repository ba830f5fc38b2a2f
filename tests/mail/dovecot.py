"""A real IMAP server on high ports: Debian's Dovecot, with a configuration of its own."""

from __future__ import annotations

import grp
import imaplib
import itertools
import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

from imap_tools import MailBoxUnencrypted

#: What the accounts of a kind have of their own: the password, and how the server treats them.
KINDS = {
    "cesame": ("secret", ""),
    # A server with none of the later commands, and one whose folders all lie below the inbox.
    "sobre": ("secret", "userdb_imap_capability=IMAP4rev1"),
    "dessous": ("secret", "userdb_namespace/inbox/prefix=INBOX."),
    "accent": ("été@/%œ", ""),
}

CONFIGURATION = """
protocols = imap
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
listen = 127.0.0.1
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
first_valid_uid = 1
first_valid_gid = 1
disable_plaintext_auth = no
ssl = {ssl}
ssl_cert = <{home}/cert.pem
ssl_key = <{home}/key.pem
mail_location = maildir:{home}/mail/%n
mail_uid = {mail_uid}
mail_gid = {mail_gid}
mail_max_userip_connections = 100
namespace inbox {{
  inbox = yes
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {home}/users
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {home}/users
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
"""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Dovecot:
    """The server; `user()` makes an empty mailbox that no other test has."""

    def __init__(self) -> None:
        program = shutil.which("dovecot") or "/usr/sbin/dovecot"
        assert Path(program).exists(), "Dovecot is missing: run scripts/bootstrap.sh test."
        self.program = program
        self.home = Path(tempfile.mkdtemp(prefix="preau-dovecot-", dir="/tmp"))
        self.home.chmod(0o755)
        self.port, self.tls_port = free_port(), free_port()
        me = pwd.getpwuid(os.geteuid())
        group = grp.getgrgid(me.pw_gid).gr_name
        is_root = os.geteuid() == 0
        mail = pwd.getpwnam("nobody") if is_root else me
        (self.home / "mail").mkdir()
        if is_root:
            os.chown(self.home / "mail", mail.pw_uid, mail.pw_gid)
        # The server reads the file anew only when a second has gone by: all are there at once.
        users = [
            f"{kind}{number}:{{PLAIN}}{password}::::::{fields}\n"
            for kind, (password, fields) in KINDS.items()
            for number in range(1, 200)
        ]
        (self.home / "users").write_text("".join(users))
        self._numbers = itertools.count(1)
        self._certify()
        self.configuration = self.home / "dovecot.conf"
        self.configuration.write_text(
            CONFIGURATION.format(
                home=self.home,
                internal="dovecot" if is_root else me.pw_name,
                internal_group="dovecot" if is_root else group,
                login="dovenull" if is_root else me.pw_name,
                mail_uid=mail.pw_uid,
                mail_gid=mail.pw_gid,
                ssl="yes",
                port=self.port,
                tls_port=self.tls_port,
            )
        )
        self.start()

    def _certify(self) -> None:
        self.certificate = self.home / "cert.pem"
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "ec", "-nodes", "-days", "2"),
                *("-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=localhost"),
                *("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
                *("-keyout", str(self.home / "key.pem"), "-out", str(self.certificate)),
            ],
            check=True,
            capture_output=True,
        )

    def start(self) -> None:
        """Start, and wait until it answers."""
        self.process = subprocess.Popen([self.program, "-F", "-c", str(self.configuration)])
        until = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                assert time.monotonic() < until, (self.home / "log").read_text()
                assert self.process.poll() is None, (self.home / "log").read_text()
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        """Stop, and hang up on everybody."""
        self.process.terminate()
        self.process.wait(20)

    def remove(self) -> None:
        """Stop, and leave nothing behind."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def user(self, kind: str = "cesame") -> Account:
        """An empty mailbox that no other test has."""
        return Account(self, f"{kind}{next(self._numbers)}", KINDS[kind][0])

    def admin(self, *words: str) -> str:
        """What `doveadm` answers."""
        ran = subprocess.run(
            [shutil.which("doveadm") or "/usr/bin/doveadm", "-c", str(self.configuration), *words],
            check=False,
            capture_output=True,
            text=True,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout


class Account:
    """One mailbox, as its owner sees and fills it."""

    def __init__(self, server: Dovecot, name: str, password: str) -> None:
        self.server, self.name, self.password = server, name, password

    @property
    def url(self) -> str:
        """What PREAU_IMAP_URL says."""
        return self.url_of("imap", "127.0.0.1", self.server.port)

    def url_of(self, scheme: str, host: str, port: int) -> str:
        """The same by another protocol."""
        return f"{scheme}://{self.name}:{quote(self.password, safe='')}@{host}:{port}/INBOX"

    def put(self, *raws: bytes, folder: str = "INBOX") -> None:
        """Have messages arrive."""
        with imaplib.IMAP4("127.0.0.1", self.server.port) as client:
            client.login(self.name, self.password)
            for raw in raws:
                told = client.append(folder, "", "", raw)
                assert told[0] == "OK", told

    def folders(self) -> dict[str, int]:
        """How many messages each folder holds."""
        with self.box() as box:
            names = [info.name for info in box.folder.list() if r"\Noselect" not in info.flags]
            told = {name: box.folder.status(name)["MESSAGES"] for name in names}
        return {name: count for name, count in told.items() if count}

    def box(self) -> MailBoxUnencrypted:
        """The mailbox, as another program opens it."""
        box = MailBoxUnencrypted("127.0.0.1", self.server.port, timeout=10)
        box.login(self.name, self.password)
        # Before anybody signs in, Dovecot does not tell that it can move.
        box.client.capabilities = ("IMAP4REV1", "MOVE", "UIDPLUS")
        return box

    def mark_deleted(self, uid: str) -> None:
        """Mark a message as deleted, and leave it there."""
        with self.box() as box:
            box.client.uid("STORE", uid, "+FLAGS", r"(\Deleted)")

    def files(self) -> list[Path]:
        """The messages of the inbox on the server's disk, in order of arrival."""
        here = self.server.home / "mail" / self.name
        found = [path for part in ("new", "cur") for path in (here / part).iterdir()]
        # A name begins with seconds, .M and millionths of a second.
        return sorted(found, key=lambda path: [int(n) for n in re.findall(r"\d+", path.name)[:2]])
