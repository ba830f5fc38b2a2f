"""French text, folded for search and sorting."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'"})
_SPACES = re.compile(r"\s+")


def fold(text: str) -> str:
    """Lower case, without accents or ligatures, single spaces: "École  Œuvre" → "ecole oeuvre"."""
    # NUL, which PostgreSQL refuses, is nothing that one types or looks for.
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES).lower()).replace("\0", "")
    return _SPACES.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()
