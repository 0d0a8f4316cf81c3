#!/bin/sh
# Runs a command against a PostgreSQL of its own, which is gone afterwards.
# usage: tools/postgres.sh COMMAND...
set -eu
find_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }
bin=$(find_bin)
if [ -z "$bin" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && apt-get install -qq -y postgresql >/dev/null || true
    bin=$(find_bin)
fi
if [ -z "$bin" ]; then
    echo "SKIPPED: the suite on PostgreSQL, because no PostgreSQL server is installed (sudo apt-get install postgresql)"
    exit 0
fi

# A server refuses to run as root; Debian's package brings the user.
if [ "$(id -u)" = 0 ]; then as="runuser -u postgres --"; else as=""; fi
folder=$(mktemp -d)
[ "$(id -u)" = 0 ] && chown postgres "$folder"
stop() {
    (cd "$folder" && $as "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1) || true
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
here=$(pwd)
cd "$folder"
$as "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --no-sync >/dev/null
$as "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
    -o "-k $folder -c listen_addresses=127.0.0.1 -p $port -c fsync=off -c full_page_writes=off" start >/dev/null
cd "$here"
CONSILIA_DATABASE_URL="postgres://postgres@127.0.0.1:$port/postgres" "$@"
