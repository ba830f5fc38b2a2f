#!/bin/sh
# Run a command with DATABASE_URL naming a PostgreSQL of its own, which is gone afterwards.
# Usage: scripts/with_postgres.sh COMMAND [ARGUMENT …]
# PREAU_POSTGRES_SAFE=1 keeps PostgreSQL's own settings, for measuring what service will cost.
set -eu

programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$programs" ] || programs=$(dirname "$(command -v initdb || echo /nowhere/initdb)")
[ -x "$programs/initdb" ] || {
    echo "PostgreSQL is not installed: scripts/bootstrap.sh test installs it." >&2
    exit 1
}

# Outside the clone, which the user "postgres" may not be able to read; PostgreSQL refuses root.
folder=$(mktemp -d "${TMPDIR:-/tmp}/preau-pg.XXXXXX")
chmod 755 "$folder"
as=""
if [ "$(id -u)" -eq 0 ]; then
    chown postgres: "$folder"
    as="setpriv --reuid=postgres --regid=postgres --init-groups"
fi
postgres() { (cd "$folder" && $as env -u LC_ALL "$@"); }
stop() {
    status=$?
    trap - EXIT INT TERM
    postgres "$programs/pg_ctl" -D "$folder/data" -m immediate -s stop >/dev/null 2>&1 || true
    rm -rf "$folder"
    exit $status
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

postgres "$programs/initdb" -D "$folder/data" -U preau -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
# What makes a database safe from a power cut is of no use to one that lives for minutes.
quick="-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
[ "${PREAU_POSTGRES_SAFE:-}" = "" ] || quick=""
postgres "$programs/pg_ctl" -D "$folder/data" -w -s -l "$folder/log" start -o "-c listen_addresses='' \
    -c unix_socket_directories='$folder' $quick -c max_connections=100 -c timezone=UTC" || {
    cat "$folder/log" >&2
    exit 1
}
postgres "$programs/createdb" -h "$folder" -U preau preau

PGUSER=preau DATABASE_URL="postgres:///$folder/preau" "$@"
