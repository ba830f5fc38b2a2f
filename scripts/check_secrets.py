"""Refuse what looks like a secret in the files given, or in all files that git knows."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIGNS = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "an access key": re.compile(
        r"\b(AKIA[0-9A-Z]{16}|gh[pousr]_\w{36,}|glpat-[\w-]{20,}|xox[abp]-\w{10,})"
    ),
    # What stands for a password in an explanation is none.
    "a password in an address": re.compile(
        r"\b[a-z]+://[^\s/:@'\"<>{}]+:(?!(?:password|motdepasse)@)[^\s/@'\"<>{}$]{6,}@"
    ),
    "a secret key": re.compile(
        r"(?i)\b(secret_key|api_key|password)\s*=\s*[\"'][^\"'\s]{24,}[\"']"
    ),
}


def main() -> int:
    """Print each suspicious line and fail if there is one."""
    names = (
        sys.argv[1:]
        or subprocess.run(
            ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.splitlines()
    )
    found = False
    for name in names:
        path = ROOT / name
        if "/vendor/" in name or not path.is_file():
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            for what, sign in SIGNS.items():
                if sign.search(line):
                    print(f"{name}:{number}: this looks like {what}")
                    found = True
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
