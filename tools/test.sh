#!/bin/sh
# Everything that must hold: the checks, the suite on SQLite with the browser journeys, the suite on PostgreSQL.
set -eu
bin=.venv/bin
tools/check.sh
tools/browser.sh
$bin/pytest -n 2 --dist loadfile
tools/postgres.sh $bin/pytest -n 2 --dist loadfile -m "not journey and not crash" --ignore tests/engines --ignore tests/conformance --ignore tests/clinical
