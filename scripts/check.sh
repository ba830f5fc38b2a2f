#!/bin/sh
# Run every check, changing nothing; at the end, fail if one of them did.
set -u
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=""
check() { # check NAME COMMAND …
    name=$1
    shift
    if "$@" >"$log" 2>&1; then
        echo "ok      $name"
    else
        echo "FAILED  $name ($1)"
        cat "$log"
        failed="$failed
        $name"
    fi
}
templates() { git ls-files --cached --others --exclude-standard 'src/preau/*.html' | while read -r file; do [ -f "$file" ] && echo "$file"; done; }
# What an administrator sets in service; Django then looks at it with a stern eye.
in_service() {
    PREAU_VAR=$(mktemp -d) PREAU_URL=https://preau.example.invalid PREAU_HOSTS=preau.example.invalid \
        PREAU_SECRET_KEY=$(python -c "import secrets; print(secrets.token_urlsafe(60))") \
        DJANGO_SETTINGS_MODULE=preau.config.settings "$@"
}
export DJANGO_SETTINGS_MODULE=tests.settings
export PYTHONPATH=$PWD

check "format" ruff format --check --quiet .
check "lint" ruff check --quiet .
check "types" mypy
check "borders between rooms" lint-imports
check "template format" sh -c "$(command -v djade) --check \$@" djade $(templates)
check "template lint" djlint --quiet --lint $(templates)
check "migrations: none missing" python -m django makemigrations --check --dry-run
check "migrations: none forked" python scripts/check_migrations.py
check "deployment" in_service python -m django check --deploy --fail-level WARNING
check "French catalogues" python scripts/check_messages.py
check "state diagrams" python scripts/draw_states.py --check
check "vendored files" python scripts/vendor.py --check
check "no secret" python scripts/check_secrets.py
[ -z "$failed" ] || {
    echo "
These failed:$failed"
    exit 1
}
