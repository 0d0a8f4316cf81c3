#!/bin/sh
# Resolves the lock files anew: exact versions, no addresses. Needs uv (pip install uv).
set -eu
compile() { uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url --no-emit-find-links --upgrade "$@"; }
compile pyproject.toml -o requirements/runtime.txt
compile -c requirements/runtime.txt pyproject.toml --group dev -o requirements/development.txt
