"""The installation's signing key: made once, kept in CONSILIA_HOME, readable by its owner only."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from django.core.management.utils import get_random_secret_key

from consilia.website.home import make_home


def secret_key(home: Path) -> str:
    """The key kept in `home`, made first where there is none. Two starting processes agree on one."""
    path = home / "secret.key"
    if not path.exists():
        make_home(home)
        _make(path)
    key = path.read_text().strip()
    if not key:
        raise RuntimeError(f"{path} is empty. Delete it and start again; everyone has to sign in anew.")
    return key


def _make(path: Path) -> None:
    # Written aside and linked into place, so that nobody ever reads half a key.
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".key-") as file:
        file.write(get_random_secret_key())
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(file.name, path)
