"""Before Django starts: the addresses and ports of the demonstration. No Django in here."""

from __future__ import annotations

import os
import socket
import sys

_WEB = "127.0.0.1:8000"
_SMTP = "127.0.0.1:2525"
_TRIED = 40


def prepare(words: list[str]) -> None:
    """Set the environment that the demonstration needs; say which ports had to be chosen anew."""
    os.environ.setdefault("PREAU_MAIL_ADDRESS", "cesame@region.invalid")
    if {"mail", "-h", "--help"} & set(words):
        return  # A letter goes where the running demonstration listens; help opens nothing.
    web, smtp = _free("PREAU_WEB_LISTEN", _WEB), _free("PREAU_SMTP_LISTEN", _SMTP)
    host, _colon, port = web.rpartition(":")
    name = "localhost" if host in {"127.0.0.1", "[::1]", "0.0.0.0", ""} else host  # noqa: S104
    os.environ["PREAU_WEB_LISTEN"], os.environ["PREAU_SMTP_LISTEN"] = web, smtp
    os.environ.setdefault("PREAU_URL", f"http://{name}:{port}")
    os.environ.setdefault("PREAU_LOG_LEVEL", "WARNING")


def _free(setting: str, wish: str) -> str:
    """The address wished for, or the next free port of its host."""
    host, _colon, port = (os.environ.get(setting) or wish).rpartition(":")
    first = int(port)
    for number in range(first, first + _TRIED):
        if is_free(host, number):
            if number != first:
                sys.stdout.write(f"Le port {first} est pris : le port {number} le remplace.\n")
            return f"{host}:{number}"
    return f"{host}:{first}"


def is_free(host: str, port: int) -> bool:
    """Whether nobody listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host.strip("[]") or "127.0.0.1", port))
        except OSError:
            return False
    return True
