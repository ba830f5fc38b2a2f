#!/bin/sh
# Make the virtual environment and install the locked requirements into it.
# Usage: scripts/setup.sh run|dev
set -eu
cd "$(dirname "$0")/.."
set=${1:-dev}

scripts/bootstrap.sh run
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Préau needs Python 3.11 or newer; this is $(python3 --version)." >&2
    exit 1
}
[ -x .venv/bin/python ] || {
    echo "Making .venv …"
    python3 -m venv .venv
}

# uv is quicker, pip is always there; both verify the hashes.
with_uv() {
    command -v uv >/dev/null 2>&1 &&
        UV_PYTHON_DOWNLOADS=never uv pip install --quiet --python .venv/bin/python "$@"
}
with_pip() {
    .venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"
}
install() { with_uv "$@" || with_pip "$@"; }

echo "Installing requirements/$set.txt …"
install --require-hashes -r "requirements/$set.txt"
install --no-deps --no-build-isolation -e .
