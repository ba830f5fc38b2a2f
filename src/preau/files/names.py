"""The name that a file may bear: what its sender called it, less what could mislead or harm."""

from __future__ import annotations

import re
import unicodedata

NAME_LENGTH = 180

# Control and format characters, among them those that turn the direction of the text: with them
# "facture‮fdp.exe" reads as a PDF.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_SPACES = re.compile(r"\s+")


def clean_name(name: str, default: str = "fichier") -> str:
    """Give the last part of a path, on one line, without unseen characters, not too long."""
    name = "".join(c for c in name if unicodedata.category(c) not in _UNSEEN or c in "\t\r\n")
    name = _SPACES.sub(" ", name.replace("\\", "/")).rstrip("/ ").rpartition("/")[2]
    name = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", name)).strip(" .")
    if not name:
        return default
    if len(name) > NAME_LENGTH:
        stem, dot, suffix = name.rpartition(".")
        if stem and len(suffix) <= 10:
            return stem[: NAME_LENGTH - len(suffix) - 1].rstrip(" .") + dot + suffix
        return name[:NAME_LENGTH].rstrip(" .")
    return name
