"""How the trade shortens the name of a lycée where a table has little room."""

from __future__ import annotations

import re

#: The ministry's own abbreviations, the longer names first.
_KINDS = (
    ("Établissement régional d'enseignement adapté", "EREA"),
    ("Etablissement régional d'enseignement adapté", "EREA"),
    ("Lycée général et technologique", "LGT"),
    ("Lycée d'enseignement général", "LG"),
    ("Lycée professionnel", "LP"),
    ("Lycée technologique", "LT"),
    ("Lycée polyvalent", "LPO"),
    ("Lycée général", "LG"),
    ("Lycée", ""),
)


def short_name(name: str) -> str:
    """The name as a line of a list shows it: "LGT Henri IV", "Turgot"."""
    for words, letters in _KINDS:
        if re.match(rf"{words}\b(?= \S)", name, re.IGNORECASE):
            return f"{letters}{name[len(words) :]}".strip(" -–")
    return name
