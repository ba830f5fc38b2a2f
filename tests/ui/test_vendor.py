"""The front-end files kept with us."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import preau
import preau.ui

ROOT = Path(preau.__file__).parent
VENDOR = Path(preau.ui.__file__).parent / "static" / "vendor"
ICON = re.compile(
    r'<c-icon name="([a-z0-9-]+)"|sprite\.svg\' %\}#([a-z0-9-]+)"|icon="([a-z0-9-]+)"'
)


def test_each_file_is_what_the_manifest_says():
    script = ROOT.parent.parent / "scripts" / "vendor.py"

    done = subprocess.run(
        [sys.executable, str(script), "--check"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr


def test_no_file_names_a_source_map_that_is_not_shipped():
    for path in VENDOR.rglob("*.min.*"):
        assert "sourceMappingURL" not in path.read_text(encoding="utf-8")


def test_every_icon_that_a_page_names_is_in_the_sprite():
    drawn = set(tomllib.loads((VENDOR / "vendor.toml").read_text(encoding="utf-8"))["icons"])
    named = {
        name
        for path in [*ROOT.rglob("*.html"), *ROOT.rglob("*.py")]
        for match in ICON.findall(path.read_text(encoding="utf-8"))
        for name in match
        if name
    }

    assert named - drawn == set()
