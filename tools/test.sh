#!/bin/sh
# Everything that must hold: the checks, the suite on SQLite with the browser journeys, the suite on PostgreSQL.
set -eu
bin=.venv/bin
# Tests start many processes: each would compile the code anew where a machine is set to keep nothing compiled.
export PYTHONDONTWRITEBYTECODE=
tools/check.sh
tools/browser.sh
$bin/pytest -n 2 --dist loadfile
# What the database does is tested on both; on SQLite alone who may open which address, real archives, and what needs
# no database.
tools/postgres.sh $bin/pytest -n 2 --dist loadfile -m "not journey and not crash and not shared" --ignore tests/library/archives \
    tests/accounts tests/audit tests/desk tests/library tests/questions tests/test_hostile_forms.py \
    tests/website/test_health.py tests/website/test_keeping.py tests/website/test_working.py
