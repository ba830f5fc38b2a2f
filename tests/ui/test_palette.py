"""The colours of the identity, two by two as pages use them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import preau.ui

STATIC = Path(preau.ui.__file__).parent / "static" / "ui"
COLOURS = dict(
    re.findall(r"--([\w-]+): (#[0-9a-f]{6});", (STATIC / "preau.css").read_text(encoding="utf-8"))
)
GROUNDS = ["chalk", "paper", "chalk-deep"]
TONES = ["blue", "green", "ochre", "brick"]
TEXTS = [
    *[(ink, ground) for ink in ("slate", "grey", *TONES) for ground in GROUNDS],
    *[(ink, f"{tone}-ground") for tone in TONES for ink in ("slate", "grey", tone)],
    ("blue-deep", "blue-ground"),
    ("paper", "blue"),
    ("paper", "blue-deep"),
    ("paper", "brick"),
    ("paper", "brick-deep"),
    ("paper", "green"),
    ("chalk", "slate"),
    ("on-bar", "slate"),
    ("chalk", "slate-soft"),
    ("on-bar", "slate-soft"),
    ("slate", "sun"),
]
#: Borders of inputs and focus rings: 3 to 1 is enough, and less would not be seen.
SHAPES = [("edge", "chalk"), ("edge", "paper"), ("blue", "chalk"), ("sun", "slate")]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(COLOURS[first]), luminance(COLOURS[second])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.requirement("STE-7")
@pytest.mark.parametrize(("ink", "ground"), TEXTS)
def test_text_can_be_read(ink, ground):
    assert contrast(ink, ground) >= 4.5


@pytest.mark.requirement("STE-7")
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes_can_be_seen(shape, ground):
    assert contrast(shape, ground) >= 3


@pytest.mark.parametrize("sheet", sorted(STATIC.glob("*.css")), ids=lambda path: path.name)
def test_every_colour_has_a_name(sheet):
    text = sheet.read_text(encoding="utf-8")
    without_names = re.sub(r"--[\w-]+: #[0-9a-f]{3,6};", "", text)

    assert re.findall(r"#[0-9a-f]{3,8}\b", without_names) == []
    assert set(re.findall(r"var\(--(?!bs-|tone)([\w-]+)", text)) <= set(
        re.findall(r"--([\w-]+):", (STATIC / "preau.css").read_text(encoding="utf-8"))
    )
