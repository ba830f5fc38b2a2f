"""How a list is taken away, and its file read."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.urls import reverse


def address(name: str, form: str, of: str = "", door: str = "taking") -> str:
    names = {"name": name, "form": form, **({"of": of} if of else {})}
    return reverse(f"exports:{door}_of" if of else f"exports:{door}", kwargs=names)


def rows_of(answer: Any) -> list[list[str]]:
    text = b"".join(answer).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
