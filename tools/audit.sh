#!/bin/sh
# Known weaknesses of the locked dependencies, Python's and npm's. Asks public databases: where they cannot be reached it
# says so and fails, for nothing was looked at. No part of `make test`, which needs no network.
set -eu
bin=.venv/audit/bin
[ -x $bin/pip-audit ] || { python3 -m venv .venv/audit && $bin/pip install --quiet --disable-pip-version-check pip-audit; }
$bin/pip-audit --strict --no-deps --disable-pip --requirement requirements/runtime.txt --requirement requirements/development.txt
npm audit
