#!/bin/sh
# Serves the example service from a fresh folder and measures it with Lighthouse. Installs Lighthouse when first asked.
set -eu
cd "$(dirname "$0")/../.."
root=$PWD
port=${PORT:-8097}
home=$(mktemp -d)
[ -d tools/lighthouse/node_modules/lighthouse ] || (cd tools/lighthouse && "$root/tools/npm.sh" "$root/.venv" ci --silent --no-audit --no-fund)
CONSILIA_HOME=$home .venv/bin/consilia demo --port "$port" >"$home/serve.log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null; wait $server 2>/dev/null || true; rm -rf "$home"' EXIT INT TERM
.venv/bin/python - "$port" <<'PYTHON' || { tail -20 "$home/serve.log" >&2; exit 1; }
import sys, time, urllib.error, urllib.request
for _ in range(240):
    try:
        # The worker is through when the sitemap names topics.
        if b"/topics/" in urllib.request.urlopen(f"http://localhost:{sys.argv[1]}/sitemap.xml", timeout=5).read():
            sys.exit()
    except (urllib.error.URLError, OSError):
        pass
    time.sleep(1)
sys.exit("the example service did not come up")
PYTHON
node tools/lighthouse/measure.mjs "http://localhost:$port" "$(command -v chromium || true)"
