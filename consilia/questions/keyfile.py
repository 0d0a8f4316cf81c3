"""Key files: written once, whole, readable by their owner only."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def write_once(path: Path, key: str) -> None:
    """Write a key to `path`, unless there is one. Of two processes that start at once, the first writes it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Written aside and linked into place, so that nobody ever reads half a key.
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".key-") as file:
        _write(file.fileno(), key)
        with suppress(FileExistsError):
            os.link(file.name, path)


def replace(path: Path, key: str) -> None:
    """Write a key file anew: the old or the new one stands there, whole, at every moment."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".key-", delete=False) as file:
        _write(file.fileno(), key)
    Path(file.name).replace(path)


def _write(descriptor: int, key: str) -> None:
    os.write(descriptor, key.encode())
    os.fsync(descriptor)
