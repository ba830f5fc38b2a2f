#!/bin/sh
# Show `make demo` and `make test` on a bare Debian 12: a fresh system in a folder, holding what the
# README names and nothing else. As root. Where packages come from is this machine's own affair: its
# apt and pip settings are copied in at run time.
# Usage: scripts/bare.sh [demo|test] …   (default: both)
set -eu
cd "$(dirname "$0")/.."
# Where whoever tries Préau lives in that system.
home=/srv/visitor

if [ "${PREAU_BARE_ROOT:-}" = "" ]; then
    [ "$(id -u)" -eq 0 ] || { echo "make bare needs root (debootstrap, chroot)." >&2; exit 1; }
    command -v debootstrap >/dev/null || apt-get install -y -qq debootstrap >/dev/null
    root=$(mktemp -d "${TMPDIR:-/var/tmp}/preau-bare.XXXXXX")
    chmod 755 "$root"
    trap 'rm -rf --one-file-system "$root"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM

    mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
        awk '$2 == "bookworm" && $3 == "main" { print $1; exit }')
    [ -n "$mirror" ] || { echo "bare: apt-get update first; apt knows no bookworm main." >&2; exit 1; }
    echo "Making a bare Debian 12 …"
    debootstrap --variant=minbase --include=make,git,python3,python3-venv,ca-certificates \
        bookworm "$root" "$mirror" >"$root.log" 2>&1 || { tail -20 "$root.log" >&2; exit 1; }
    rm -f "$root.log"
    if grep -q bookworm /etc/os-release; then
        rm -rf "$root/etc/apt"
        cp -a /etc/apt "$root/etc/apt"
    fi
    for own in /etc/resolv.conf /etc/hosts /etc/pip.conf /etc/ssl/certs/ca-certificates.crt; do
        [ -e "$own" ] && cp -L "$own" "$root$own"
    done
    [ -d /usr/share/keyrings ] && cp -an /usr/share/keyrings/. "$root/usr/share/keyrings/"
    [ -d /etc/apt/keyrings ] && cp -an /etc/apt/keyrings/. "$root/etc/apt/keyrings/"
    if [ -d "$HOME/.config/pip" ]; then
        mkdir -p "$root$home/.config"
        cp -a "$HOME/.config/pip" "$root$home/.config/pip"
    fi
    # Folders of packages on this machine are not there.
    find "$root/etc/pip.conf" "$root$home/.config/pip" -type f 2>/dev/null |
        xargs -r sed -i '/file:\/\//d; /find-links/d'
    mkdir -p "$root$home"
    git clone --quiet --no-local . "$root$home/preau"
    # Mounts and processes of this run live in namespaces of their own and end with it.
    PREAU_BARE_ROOT=$root unshare --mount --pid --fork --kill-child "$0" "$@"
    exit
fi

root=$PREAU_BARE_ROOT
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys" 2>/dev/null || true
mount -t devpts devpts "$root/dev/pts" 2>/dev/null || true
mkdir -p "$root/dev/shm"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"

# A clean environment, but for how this machine reaches the registries.
reach=$(env | grep -E '^(PIP_(CERT|INDEX_URL|PROXY|DEFAULT_TIMEOUT|TRUSTED_HOST)|https?_proxy|no_proxy|HTTPS?_PROXY|NO_PROXY|SSL_CERT_FILE)=' || true)
inside() {
    # shellcheck disable=SC2086
    env -i HOME="$home" PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin $reach \
        chroot "$root" sh -c "cd $home/preau && $1"
}

demo() {
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    began=$(date +%s)
    inside "PREAU_WEB_LISTEN=127.0.0.1:$port PREAU_URL=http://localhost:$port exec make demo" &
    running=$!
    until python3 -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:$port/', timeout=5)" 2>/dev/null; do
        kill -0 $running 2>/dev/null || { echo "bare: make demo ended before a page answered" >&2; exit 1; }
        [ $(($(date +%s) - began)) -lt 600 ] || { echo "bare: no page within 600 s" >&2; exit 1; }
        sleep 1
    done
    echo "bare: make demo answered after $(($(date +%s) - began)) s"
    # Ctrl-C, as a terminal sends it to the whole group.
    inside "python3 -c 'import os, signal
for pid in filter(str.isdigit, os.listdir(\"/proc\")):
    try:
        if os.readlink(f\"/proc/{pid}/cwd\").endswith(\"$home/preau\") and int(pid) != os.getpid() and int(pid) != os.getppid():
            os.kill(int(pid), signal.SIGINT)
    except OSError:
        pass'" || true
    wait $running || true
    echo "bare: make demo stopped"
}

suite() {
    began=$(date +%s)
    inside "make test" || { echo "bare: make test failed after $(($(date +%s) - began)) s" >&2; exit 1; }
    echo "bare: make test passed in $(($(date +%s) - began)) s"
}

[ $# -gt 0 ] || set -- demo test
for part in "$@"; do
    case $part in
    demo) demo ;;
    test) suite ;;
    *) echo "bare: demo or test, not $part" >&2 && exit 2 ;;
    esac
done
