#!/bin/sh
# Makes the virtual environment, on a Debian or Ubuntu that may lack the venv module.
# usage: tools/venv.sh PYTHON FOLDER
set -eu
python=$1
folder=$2

if ! command -v "$python" >/dev/null; then
    echo "There is no $python. Install Python 3.11 or newer: apt-get install python3" >&2
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "$($python --version) is too old: Consilia needs Python 3.11 or newer. make PYTHON=/path/to/python3.12" >&2
    exit 1
fi
"$python" -m venv "$folder" >/dev/null 2>&1 && exit 0

rm -rf "$folder"
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    apt-get install -qq -y "python$version-venv" >/dev/null
    exec "$python" -m venv "$folder"
fi
echo "Python's venv module is missing. Install it: sudo apt-get install python$version-venv" >&2
exit 1
