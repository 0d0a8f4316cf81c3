#!/bin/sh
# Lint, format, types, import contracts, migrations, translations: all of them, then one exit code.
set -u
bin=.venv/bin
failed=""
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export CONSILIA_HOME="$home"

step() {
    name=$1
    shift
    printf '%s\n' "--- $name"
    "$@" || failed="$failed $name"
}

step lint $bin/ruff check .
step format $bin/ruff format --check .
step types $bin/mypy consilia tests tools benchmarks
step contracts $bin/lint-imports --no-cache
step migrations $bin/consilia makemigrations --check --dry-run
step translations $bin/python tools/messages.py check
step deployment env CONSILIA_HTTPS=on CONSILIA_BASE_URL=https://ask.example.org CONSILIA_SECRET_KEY="$(head -c 64 /dev/urandom | base64 | tr -d '\n')" \
    $bin/consilia check --deploy --fail-level WARNING

if [ -n "$failed" ]; then
    echo "failed:$failed" >&2
    exit 1
fi
