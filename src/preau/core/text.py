"""French text, folded for search and sorting."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'"})
_SPACES = re.compile(r"\s+")


def fold(text: str, most: int | None = None) -> str:
    """Lower case, without accents or ligatures, single spaces: "École  Œuvre" → "ecole oeuvre".

    A ligature becomes two letters, a fraction three signs: `most` is the room that a column has;
    what does not fit is cut, since it is searched and sorted by, never shown.
    """
    # NUL, which PostgreSQL refuses, is nothing that one types or looks for.
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES).lower()).replace("\0", "")
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return _SPACES.sub(" ", bare).strip()[:most]
