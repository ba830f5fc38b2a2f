"""Renew the front-end files kept under static/vendor from npm, as vendor.toml lists them.

    python scripts/vendor.py            fetch, write the files and their checksums
    python scripts/vendor.py --check    compare the files on disk with their checksums

Which registry answers is npm's own configuration: no address is written anywhere.
"""

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

VENDOR = Path(__file__).resolve().parent.parent / "src/preau/ui/static/vendor"
MANIFEST = VENDOR / "vendor.toml"
# A manifest storage stops on a source map that is named but not shipped.
SOURCE_MAP = re.compile(rb"\s*(/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*)\s*$")
SVG = re.compile(r"<svg[^>]*viewBox=\"([^\"]+)\"[^>]*>(.*)</svg>", re.DOTALL)


def unpacked(package: dict[str, Any], folder: Path) -> Path:
    """Fetch one package from npm and unpack it."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is needed to renew the vendored files (Debian: nodejs, npm).")
    name = f"{package['name']}@{package['version']}"
    subprocess.run(
        [npm, "pack", name, "--silent", "--pack-destination", str(folder)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    archive = next(folder.glob("*.tgz"))
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder / "package"


def sprite(icons: list[str], root: Path) -> bytes:
    """Draw one sprite of the icons that we use: the whole set weighs a megabyte."""
    symbols = []
    for icon in sorted(icons):
        match = SVG.search((root / "icons" / f"{icon}.svg").read_text(encoding="utf-8"))
        if match is None:
            sys.exit(f"{icon}: no drawing in this file.")
        box, drawing = match.groups()
        drawing = re.sub(r"\s*\n\s*", "", drawing)
        symbols.append(f'<symbol id="{icon}" viewBox="{box}">{drawing}</symbol>')
    body = "\n".join(symbols)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n'.encode()


def renew() -> None:
    """Write every listed file anew, and its checksum into the manifest."""
    text = MANIFEST.read_text(encoding="utf-8")
    manifest = tomllib.loads(text)
    for package in manifest["package"]:
        with tempfile.TemporaryDirectory() as folder:
            root = unpacked(package, Path(folder))
            for file in package["files"]:
                if "*" in file["from"]:
                    data = sprite(manifest["icons"], root)
                else:
                    data = SOURCE_MAP.sub(b"\n", (root / file["from"]).read_bytes())
                target = VENDOR / file["to"]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
                digest = hashlib.sha256(data).hexdigest()
                line = re.compile(rf'(to = "{re.escape(file["to"])}", sha256 = ")[0-9a-f]*')
                text = line.sub(rf"\g<1>{digest}", text)
    MANIFEST.write_text(text, encoding="utf-8")


def wrong_files() -> list[str]:
    """List the files that are missing, changed, or not in the manifest."""
    manifest = tomllib.loads(MANIFEST.read_text(encoding="utf-8"))
    listed = {
        VENDOR / file["to"]: file["sha256"]
        for package in manifest["package"]
        for file in package["files"]
    }
    present = {path for path in VENDOR.rglob("*") if path.is_file() and path != MANIFEST}
    wrong = [path for path in present if path not in listed]
    for path, digest in listed.items():
        if path not in present or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            wrong.append(path)
    return sorted(str(path.relative_to(VENDOR)) for path in wrong)


def main() -> int:
    """Renew, or only compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing")
    if not parser.parse_args().check:
        renew()
    wrong = wrong_files()
    for name in wrong:
        sys.stderr.write(f"{name}: not what vendor.toml says\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
