#!/bin/sh
# Makes sure that there is a Chromium for the journeys: the machine's, Playwright's own, or Debian's.
set -eu
command -v chromium >/dev/null && exit 0
.venv/bin/playwright install chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    # With a font for Chinese: without one the pictures of `make docs` show boxes.
    apt-get update -qq && apt-get install -qq -y chromium fonts-wqy-microhei >/dev/null && exit 0
fi
echo "The journeys need a browser: sudo apt-get install chromium. Without one they are skipped by name." >&2
