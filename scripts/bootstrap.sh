#!/bin/sh
# Install the Debian packages that a step needs and that are missing: nothing when all are there.
# Usage: scripts/bootstrap.sh run|check|test
set -eu

needed=""
need() { # need PACKAGE: it is missing
    needed="$needed $1"
}
have() { command -v "$1" >/dev/null 2>&1; }

have python3 || need python3
python3 -c "import ensurepip, venv" 2>/dev/null || need python3-venv
[ -e /etc/ssl/certs/ca-certificates.crt ] || need ca-certificates
case "${1:-run}" in
check) have xgettext || need gettext ;;
test)
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || have initdb || need postgresql
    # Playwright's driver is linked with it.
    ls /usr/lib/*/libatomic.so.1 >/dev/null 2>&1 || need libatomic1
    have dovecot || [ -x /usr/sbin/dovecot ] || need dovecot-imapd
    have chromium || have chromium-browser || need chromium
    [ -n "$(find /usr/share/fonts -name '*.ttf' -o -name '*.otf' 2>/dev/null | head -1)" ] ||
        need fonts-dejavu-core
    ;;
esac
[ -n "$needed" ] || exit 0

if ! have apt-get || [ "$(id -u)" -ne 0 ]; then
    echo "Missing here:$needed. Install them (on Debian, as root: apt-get install$needed), then try again." >&2
    exit 1
fi
echo "Installing$needed …"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# A server that the tests start by themselves must not be started for everybody by its package.
quiet=/usr/sbin/policy-rc.d
case "$needed" in *dovecot*)
    [ -e "$quiet" ] || {
        printf '#!/bin/sh\nexit 101\n' >"$quiet"
        chmod +x "$quiet"
        trap 'rm -f "$log" "$quiet"' EXIT
    } ;;
esac
install() { apt-get install -y -qq --no-install-recommends "$@" >"$log" 2>&1 || { cat "$log" >&2; exit 1; }; }
apt-get update -qq >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
case "$needed" in
*postgresql*)
    # The tests make a cluster of their own: the package must not start one that nobody asked for.
    install postgresql-common
    conf=/etc/postgresql-common/createcluster.conf
    sed -i.before 's/^#* *create_main_cluster *=.*/create_main_cluster = false/' "$conf"
    # shellcheck disable=SC2086
    install $needed
    mv "$conf.before" "$conf"
    ;;
*)
    # shellcheck disable=SC2086
    install $needed
    ;;
esac
