"""Loaded before Django reads its settings (`-p tests.installation`): each test process has its own installation."""

import os
import tempfile

KEPT = {"CONSILIA_DATABASE_URL", "CONSILIA_SHARED", "CONSILIA_SCREENSHOTS"}

for name in [name for name in os.environ if name.startswith("CONSILIA_")]:
    if name not in KEPT:
        del os.environ[name]
os.environ["CONSILIA_HOME"] = tempfile.mkdtemp(prefix="consilia-test-")
os.environ["CONSILIA_JURISDICTION"] = "tw"
# Playwright's loop runs in the thread that also prepares rows for the journeys.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
