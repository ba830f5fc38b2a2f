"""The UAI: seven digits and a key letter that betrays a slip of the pen."""

import re

_KEYS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_SHAPE = re.compile(r"[0-9]{7}[A-Z]")
_SHORT = re.compile(r"[0-9]{6}[A-Z]")


def key_letter(digits: str) -> str:
    """The letter that the seven digits ask for (modulo 23; I, O and Q are never used)."""
    return _KEYS[int(digits) % 23]


def is_valid(uai: str) -> bool:
    """Whether it has the shape of a UAI and its letter agrees with its digits."""
    return bool(_SHAPE.fullmatch(uai)) and key_letter(uai[:7]) == uai[7]


def repaired(text: str) -> str:
    """Undo what spreadsheets and hurried hands do: lower case, spaces, a lost leading zero."""
    uai = re.sub(r"\s", "", text).upper()
    return f"0{uai}" if _SHORT.fullmatch(uai) else uai
