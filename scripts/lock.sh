#!/bin/sh
# Write requirements/*.txt from requirements/*.in: exact versions with hashes, no address.
# Without argument the versions already there are kept where they can be; -U renews them all.
set -eu
cd "$(dirname "$0")/../requirements"
lock() {
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --custom-compile-command "make lock" "$@"
}
lock ${1:+"$1"} -o run.txt run.in
lock ${1:+"$1"} -o dev.txt -c run.txt run.in dev.in
